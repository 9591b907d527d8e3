import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { listen } from "../../server/live.ts";
import { grantsOf } from "../calls.ts";
import { sealedKey } from "../grants.ts";

/** All grants of a database are read for this: once for all its folders, and anew when rights change. */
const KEPT = 60_000;

/** How often each object of a database is sealed for others, as far as the person may know: author or administrator. */
export function useSealedForOthers(database: string): ReadonlyMap<string, number> {
  const cache = useQueryClient();
  useEffect(() => {
    const again = () => void cache.invalidateQueries({ queryKey: sealedKey(database) });
    const stops = [
      listen("rights.changed", (event) => event.database === database && again()),
      listen("notice.new", again),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [cache, database]);
  const grants = useQuery({
    queryKey: sealedKey(database),
    staleTime: KEPT,
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
