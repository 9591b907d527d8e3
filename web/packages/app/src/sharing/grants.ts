/** Grants and what stands around them, as the server tells them to this person. */
import { isProblem, type Who } from "@strongroom/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { api } from "../server/index.ts";
import { listen, watchLive } from "../server/live.ts";
import { everything } from "../server/pages.ts";
import { useUser } from "../session/index.tsx";
import { useDatabases } from "../vault/databases.ts";
import { grantsOf, whoOpens } from "./calls.ts";

/** Keys of what is kept: whatever tells of rights of a database begins with `["sharing", database]`. */
export const sharingKey = (database: string, ...rest: unknown[]) => ["sharing", database, ...rest];

/** The key of what is sealed for others in a database. */
export const sealedKey = (database: string) => ["sealed-for-others", database];

/** The grants on some objects of a database that the person may know of. */
export function useGrants(database: string, objects: string[], enabled = true) {
  const one = objects.length === 1 ? objects[0] : undefined;
  const grants = useQuery({
    queryKey: sharingKey(database, "grants", one ?? "all"),
    enabled: enabled && objects.length > 0,
    // What others do to a grant changes no right of its author, so no event tells of it: asked anew when it is shown.
    staleTime: 0,
    queryFn: () => grantsOf(database, one),
  });
  const wanted = new Set(objects);
  return { ...grants, data: grants.data?.filter((grant) => wanted.has(grant.object)) };
}

/** One grant. */
export function useGrant(database: string, id: string | null) {
  return useQuery({
    queryKey: sharingKey(database, "grant", id),
    enabled: id !== null,
    staleTime: 0,
    queryFn: async () =>
      (await api.GET("/api/v1/databases/{db}/grants/{id}", { params: { path: { db: database, id: id ?? "" } } }))
        .data ?? null,
  });
}

/** Whether the person administers the database, so that more may be asked about it. */
export function useAdministers(database: string): boolean {
  return useDatabases().data?.find(({ id }) => id === database)?.administers === true;
}

/** Everybody with access to an object; only for those who administer the database. */
export function useWho(database: string, object: string | null, enabled: boolean) {
  return useQuery({
    queryKey: sharingKey(database, "who", object),
    enabled: enabled && object !== null,
    queryFn: () => whoOpens(database, object ?? ""),
  });
}

/** What readers are told of who can open an object: their number, and names where the server says so; else nothing. */
export function useOpeners(database: string, object: string, enabled: boolean) {
  return useQuery({
    queryKey: sharingKey(database, "openers", object),
    enabled,
    // What others gain and lose is told to nobody as an event: asked anew when it is shown.
    staleTime: 0,
    queryFn: async (): Promise<Pick<Who, "count" | "items"> | null> => {
      let count = 0;
      try {
        const items = await everything<Who["items"][number]>(async (cursor) => {
          const params = { path: { db: database, id: object }, query: { limit: 1000, cursor } };
          const answer = await api.GET("/api/v1/databases/{db}/objects/{id}/who", { params });
          count = answer.data?.count ?? 0;
          return answer;
        });
        return { count, items };
      } catch (error) {
        if (isProblem(error, "forbidden", "not_found")) return null;
        throw error;
      }
    },
  });
}

/** The members of a group; nothing for whoever has no role that may know them. */
export function useMembers(group: string | null) {
  const { roles } = useUser();
  return useQuery({
    queryKey: ["members", group],
    enabled: group !== null && roles.length > 0,
    queryFn: async () =>
      (await api.GET("/api/v1/groups/{id}", { params: { path: { id: group ?? "" } } })).data?.members ?? null,
  });
}

/** Asks anew for what is known of the rights of a database. */
export function useSharingChanged(database: string): () => Promise<void> {
  const cache = useQueryClient();
  return useCallback(async () => {
    const keys = [sharingKey(database), sealedKey(database)];
    await Promise.all(keys.map((queryKey) => cache.invalidateQueries({ queryKey })));
  }, [cache, database]);
}

/** Keeps what is known of the rights of a database fresh while the component is on the page. */
export function useFresh(database: string): void {
  const cache = useQueryClient();
  useEffect(() => {
    const all = () => void cache.invalidateQueries({ queryKey: sharingKey(database) });
    const ifHere = (event: { database: string }) => event.database === database && all();
    const stops = [
      listen("rights.changed", ifHere),
      listen("object.changed", ifHere),
      listen("database.changed", ifHere),
      listen("approvals.changed", all),
      // Votes and seals of others change no right of one's own; their notice is what comes.
      listen("notice.new", all),
      watchLive((state) => state === "on" && all()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [cache, database]);
}
