import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { grantsOf } from "../calls.ts";
import { sharingKey, useFresh } from "../grants.ts";

/** How often each object of a database is sealed for others, as far as the person may know: author or administrator. */
export function useSealedForOthers(database: string): ReadonlyMap<string, number> {
  useFresh(database);
  const grants = useQuery({
    queryKey: sharingKey(database, "grants", "all"),
    staleTime: 0,
    queryFn: () => grantsOf(database),
  }).data;
  return useMemo(() => {
    const found = new Map<string, number>();
    for (const { object, seal } of grants ?? []) {
      // One that was taken off is none any more.
      if (seal != null && seal.state !== "unsealed") found.set(object, (found.get(object) ?? 0) + 1);
    }
    return found;
  }, [grants]);
}
