import type { AuditRecord } from "@strongroom/client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../server/index.ts";
import { useDatabases } from "../../vault/databases.ts";
import { useGroups, useUsers } from "../frame/data.ts";

/** Names for the ids of databases, people and groups, as far as the API gives them. */
export function useNames(): (id: string | null | undefined) => string | undefined {
  const databases = useDatabases().data;
  const users = useUsers().data;
  const groups = useGroups().data;
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const one of databases ?? []) names.set(one.id, one.name);
    for (const one of users ?? []) names.set(one.id, one.username);
    for (const one of groups ?? []) names.set(one.id, one.name);
    return (id) => (id == null ? undefined : names.get(id));
  }, [databases, users, groups]);
}

const GONE = new Set(["object_deleted", "object_purged", "import_undone"]);

/**
 * The title of the folder or entry that a record is about. Only those who read the database ask: a refusal would be a
 * record of its own, and nobody should fill the audit by looking at it.
 */
export function useTitle({ database, object, event }: AuditRecord): string | undefined {
  const databases = useDatabases().data;
  const reads = databases?.find((one) => one.id === database);
  const known = object != null && reads?.state === "open" && reads.rights.includes("read_entries") && !GONE.has(event);
  const found = useQuery({
    queryKey: ["manager", "title", database, object],
    enabled: known,
    staleTime: 60_000,
    queryFn: async () => {
      const params = { path: { db: database ?? "", id: object ?? "" } };
      const { data } = await api.GET("/api/v1/databases/{db}/objects/{id}", { params });
      return (data as { title?: string } | undefined)?.title ?? null;
    },
  });
  return found.data ?? undefined;
}
