import type { Attachment } from "@strongroom/client";
import { useQuery } from "@tanstack/react-query";
import { api, queries } from "../../server/index.ts";
import { listen } from "../../server/live.ts";
import { everything } from "../../server/pages.ts";

function key(database: string, id: string | null): (string | null)[] {
  return ["attachments", database, id];
}

listen("object.changed", ({ database, changed }) => {
  for (const id of changed) void queries.invalidateQueries({ queryKey: key(database, id) });
});

/** The files of an entry; of none while there is no entry. */
export function useAttachments(database: string, id: string | null) {
  return useQuery({
    queryKey: key(database, id),
    enabled: id !== null,
    queryFn: () =>
      everything<Attachment>((cursor) => {
        const params = { path: { db: database, id: id ?? "" }, query: { limit: 1000, cursor } };
        return api.GET("/api/v1/databases/{db}/objects/{id}/attachments", { params });
      }),
  });
}

/** Makes whoever shows the files of an entry look again. */
export function attachmentsChanged(database: string, id: string): Promise<void> {
  return queries.invalidateQueries({ queryKey: key(database, id) });
}
