import type { ObjectLook, RightsChange } from "@strongroom/client";
import { api, queries } from "../../server/index.ts";
import { itemsOf } from "../../server/pages.ts";

/** The key of everything that was read of the rights of a database. */
export function rightsKey(db: string, ...rest: unknown[]): unknown[] {
  return ["rights", db, ...rest];
}

/** Reads anew what is shown of the rights of a database. The tree follows its feed of changes. */
export async function refreshRights(db: string): Promise<void> {
  await queries.invalidateQueries({ queryKey: rightsKey(db), predicate: ({ queryKey }) => queryKey[2] !== "objects" });
}

/**
 * Makes changes, all of them or none. With `revision`, that of a preview, only as long as nothing was set otherwise since.
 * Gives what takes them back, or nothing where that is too much for one call.
 */
export async function makeAll(
  db: string,
  changes: RightsChange[],
  revision?: string | null,
): Promise<RightsChange[] | null> {
  try {
    const headers = revision == null ? {} : { "If-Match": revision };
    const params = { path: { db } };
    const answer = await api.POST("/api/v1/databases/{db}/rights", { params, body: { changes }, headers });
    return answer.data?.undo ?? null;
  } finally {
    await refreshRights(db);
  }
}

/** Every object on which something is set, with how it looks for the principal. */
export function reachItems(db: string, principal: string, signal?: AbortSignal) {
  return itemsOf<ObjectLook>((cursor) => {
    const params = { path: { db }, query: { principal, limit: 1000, cursor } };
    return api.GET("/api/v1/databases/{db}/reach", { params, signal });
  });
}
