import type { Access, Grant } from "@strongroom/client";
import { api } from "../server/index.ts";
import { everything } from "../server/pages.ts";

/** The grants of a database that the person may know of, or those on one object of it. */
export function grantsOf(db: string, object?: string, signal?: AbortSignal): Promise<Grant[]> {
  return everything<Grant>((cursor) => {
    const params = { path: { db }, query: { object, limit: 1000, cursor } };
    return api.GET("/api/v1/databases/{db}/grants", { params, signal });
  });
}

/** Everybody with access to an object; the server tells only those who administer the database. */
export function whoOpens(db: string, id: string, signal?: AbortSignal): Promise<Access[]> {
  return everything<Access>((cursor) => {
    const params = { path: { db, id }, query: { limit: 1000, cursor } };
    return api.GET("/api/v1/databases/{db}/objects/{id}/who", { params, signal });
  });
}
