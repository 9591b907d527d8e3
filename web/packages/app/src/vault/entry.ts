import { isProblem, type ObjectAnswer, objectAnswer } from "@strongroom/client";
import { useQuery } from "@tanstack/react-query";
import { api, queries } from "../server/index.ts";
import { listen, watchLive } from "../server/live.ts";

/** The key of what is known of one object without its secrets. */
export function entryKey(database: string, id: string): string[] {
  return ["object", database, id];
}

listen("object.changed", ({ database, changed, gone }) => {
  for (const id of [...changed, ...gone]) void queries.invalidateQueries({ queryKey: entryKey(database, id) });
});
listen(
  "lock.changed",
  ({ database, object }) => void queries.invalidateQueries({ queryKey: entryKey(database, object) }),
);
listen("rights.changed", ({ database }) => void queries.invalidateQueries({ queryKey: ["object", database] }));
watchLive((state) => state === "on" && void queries.invalidateQueries({ queryKey: ["object"] }));

/** One object without its secrets; `null` where it is not, or may not be seen. Without an `id` nothing is asked. */
export function useEntry(database: string, id: string | null) {
  return useQuery({
    queryKey: entryKey(database, id ?? ""),
    enabled: id !== null,
    queryFn: async (): Promise<ObjectAnswer | null> => {
      if (id === null) return null;
      try {
        const params = { path: { db: database, id } };
        const answer = await api.GET("/api/v1/databases/{db}/objects/{id}", { params });
        return answer.data === undefined ? null : objectAnswer(answer.data);
      } catch (error) {
        if (isProblem(error, "not_found")) return null;
        throw error;
      }
    },
  });
}
