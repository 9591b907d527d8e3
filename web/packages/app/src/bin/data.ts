import type { BinItem } from "@strongroom/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, queries } from "../server/index.ts";
import { listen, watchLive } from "../server/live.ts";

const refresh = (data: { database: string }) => void queries.invalidateQueries({ queryKey: ["bin", data.database] });
listen("bin.changed", refresh);
listen("rights.changed", refresh);
watchLive((state) => state === "on" && void queries.invalidateQueries({ queryKey: ["bin"] }));

/** What the person sees in the bin of a database, page by page: what was deleted last comes first. */
export function useBin(database: string) {
  const query = useInfiniteQuery({
    queryKey: ["bin", database],
    staleTime: 0,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }) => {
      const params = { path: { db: database }, query: { limit: 200, cursor: pageParam } };
      return (await api.GET("/api/v1/databases/{db}/bin", { params })).data;
    },
    getNextPageParam: (last) => last?.next ?? undefined,
  });
  const { data } = query;
  const items = useMemo((): BinItem[] => {
    const all = data?.pages.flatMap((page) => page?.items ?? []) ?? [];
    return [...new Map(all.map((item) => [item.id, item])).values()];
  }, [data]);
  return { ...query, items };
}
