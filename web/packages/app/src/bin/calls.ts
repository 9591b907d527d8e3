import { isProblem } from "@strongroom/client";
import { api } from "../server/index.ts";

/** Takes one item back out of the bin: to where it was, or to `parent` (`null`: the root). */
export async function restore(database: string, id: string, parent?: string | null): Promise<void> {
  const params = { path: { db: database, id } };
  const body = parent === undefined ? {} : { parent };
  await api.POST("/api/v1/databases/{db}/bin/{id}/restore", { params, body, headers: { "If-Match": "*" } });
}

/** Takes back what was deleted together; what came back with its folder already is no mistake. */
export async function restoreAll(database: string, ids: string[]): Promise<void> {
  let back = 0;
  let missing: unknown = null;
  for (const id of ids) {
    try {
      await restore(database, id);
      back += 1;
    } catch (error) {
      if (!isProblem(error, "not_found")) throw error;
      missing = error;
    }
  }
  if (back === 0 && missing !== null) throw missing;
}

/** Takes one item out of the bin for good. */
export async function purge(database: string, id: string): Promise<void> {
  const params = { path: { db: database, id } };
  await api.DELETE("/api/v1/databases/{db}/bin/{id}", { params, headers: { "If-Match": "*" } });
}

/** Purges everything that is the person's to purge; one call takes a part of a large bin, so it is called until done. */
export async function empty(database: string): Promise<{ purged: number; kept: number }> {
  let purged = 0;
  for (;;) {
    const answer = await api.DELETE("/api/v1/databases/{db}/bin", { params: { path: { db: database } } });
    const part = answer.data as { purged: number; kept: number };
    purged += part.purged;
    if (part.purged === 0 || part.kept === 0) return { purged, kept: part.kept };
  }
}
