import type { Database } from "@strongroom/client";
import { useQuery } from "@tanstack/react-query";
import { api, queries } from "../server/index.ts";
import { listen, watchLive } from "../server/live.ts";
import { everything } from "../server/pages.ts";

const KEY = ["databases"];

const refresh = () => void queries.invalidateQueries({ queryKey: KEY });
listen("database.changed", refresh);
listen("database.gone", refresh);
listen("rights.changed", refresh);
watchLive((state) => state === "on" && refresh());

/** The databases that the person may open or administers, in the order of their names. */
export function useDatabases() {
  return useQuery({
    queryKey: KEY,
    queryFn: async (): Promise<Database[]> => {
      const found = await everything<Database>((cursor) =>
        api.GET("/api/v1/databases", { params: { query: { limit: 1000, cursor } } }),
      );
      return found.sort((a, b) => a.name.localeCompare(b.name));
    },
  });
}

/** Whether a person reads in it at all: whoever only administers it finds it in the Server Manager. */
export function readable(database: Database): boolean {
  return database.rights.includes("access_database");
}
