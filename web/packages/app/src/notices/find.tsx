import { useQuery } from "@tanstack/react-query";
import { Redirect } from "wouter";
import { api } from "../server/index.ts";
import { Nowhere } from "../shell/nowhere.tsx";

interface Found {
  kind: "folder" | "entry";
  parent?: string | null;
}

/** Leads from the id of something to its place, wherever it lies by now. */
export function FindObject({ database, object }: { database: string; object: string }) {
  const found = useQuery({
    queryKey: ["find", database, object],
    staleTime: 0,
    queryFn: async () =>
      (await api.GET("/api/v1/databases/{db}/objects/{id}", { params: { path: { db: database, id: object } } })).data as
        | Found
        | undefined,
  });
  if (found.isPending) return null;
  if (found.data === undefined) return <Nowhere href="/" />;
  const base = `/db/${database}/folder`;
  if (found.data.kind === "folder") return <Redirect to={`${base}/${object}`} replace />;
  return <Redirect to={`${base}/${found.data.parent ?? "root"}/entry/${object}`} replace />;
}
