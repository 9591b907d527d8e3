import type { FoundObjects } from "@strongroom/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, queries } from "../../server/index.ts";
import { listen, watchLive } from "../../server/live.ts";
import { type Shown, shownFound } from "../list/source.ts";
import type { View } from "../place.ts";

/** A list that the server makes over all databases. */
export type Found = Exclude<View, { kind: "folder" | "bin" | "import" }>;

const refresh = () => void queries.invalidateQueries({ queryKey: ["found"] });
listen("object.changed", refresh);
listen("rights.changed", refresh);
watchLive((state) => state === "on" && refresh());

async function page(view: Found, cursor: string | undefined, signal: AbortSignal): Promise<FoundObjects> {
  const query = { limit: 100, cursor };
  switch (view.kind) {
    case "search":
      return (
        await api.GET("/api/v1/search", {
          params: { query: { ...query, q: view.query, database: view.database, folder: view.folder } },
          signal,
        })
      ).data as FoundObjects;
    case "favourites":
      return (await api.GET("/api/v1/favourites", { params: { query }, signal })).data as FoundObjects;
    case "recent":
      return (await api.GET("/api/v1/recent", { params: { query }, signal })).data as FoundObjects;
    case "expiring":
      return (await api.GET("/api/v1/expiring", { params: { query: { ...query, within: `${view.within}d` } }, signal }))
        .data as FoundObjects;
  }
}

/** The lines of such a list, page by page. */
export function useFound(view: Found) {
  const query = useInfiniteQuery({
    queryKey: ["found", view.kind, JSON.stringify(view)],
    enabled: view.kind !== "search" || view.query.trim() !== "",
    staleTime: 0,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => page(view, pageParam, signal),
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
  const { data } = query;
  const items = useMemo((): Shown[] => {
    const all = data?.pages.flatMap((one) => one.items.map((item) => shownFound(item, one.rights_sets))) ?? [];
    // A hit that moved between two pages is shown once.
    return [...new Map(all.map((item) => [item.id, item])).values()];
  }, [data]);
  return { ...query, items, notSearched: data?.pages[0]?.not_searched ?? [] };
}
