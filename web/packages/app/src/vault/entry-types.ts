import type { EntryType } from "@strongroom/client";
import { useQuery } from "@tanstack/react-query";
import { api } from "../server/index.ts";

/** The types of entries with their fields, as the server tells them: any of them can be drawn. */
export function useEntryTypes() {
  return useQuery({
    queryKey: ["entry-types"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<EntryType[]> => (await api.GET("/api/v1/entry-types")).data?.items ?? [],
  });
}
