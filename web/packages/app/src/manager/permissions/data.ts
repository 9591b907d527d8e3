import type { Assignment, Database, ObjectLook, Permission, RightsChange } from "@strongroom/client";
import { isProblem } from "@strongroom/client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { api } from "../../server/index.ts";
import { useLive } from "../../server/live.ts";
import { everything } from "../../server/pages.ts";
import { grantsOf, whoOpens } from "../../sharing/calls.ts";
import { followObjects, readWhole } from "./objects/follow.ts";
import { reachItems, refreshRights, rightsKey } from "./save.ts";

/** Reads anew what is shown of the rights of `db` whenever somebody changes them; the tree takes in what changed in it. */
export function useFreshRights(db: string): void {
  useLive(
    "rights.changed",
    useCallback(
      (event) => {
        if (event.database !== db) return;
        void refreshRights(db);
        void followObjects(db);
      },
      [db],
    ),
  );
  useLive(
    "object.changed",
    useCallback((event) => void (event.database === db && followObjects(db)), [db]),
  );
}

export function useDatabase(db: string) {
  return useQuery({
    queryKey: ["databases", db],
    queryFn: async ({ signal }) =>
      (await api.GET("/api/v1/databases/{db}", { params: { path: { db } }, signal })).data as Database,
  });
}

/** Everybody who is assigned. */
export function useAssignments(db: string) {
  return useQuery({
    queryKey: rightsKey(db, "assignments"),
    queryFn: ({ signal }) =>
      everything<Assignment>((cursor) => {
        const params = { path: { db }, query: { limit: 1000, cursor } };
        return api.GET("/api/v1/databases/{db}/assignments", { params, signal });
      }),
  });
}

/** All folders and entries by name, as those who administer the rights see them. */
export function useObjects(db: string) {
  return useQuery({
    queryKey: rightsKey(db, "objects"),
    queryFn: ({ signal }) => readWhole(db, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Where the principal gets to, by the object on which something is set. */
export function useReach(db: string, principal: string) {
  return useQuery({
    queryKey: rightsKey(db, "reach", principal),
    queryFn: async ({ signal }) => {
      const looks = new Map<string, ObjectLook>();
      for await (const item of reachItems(db, principal, signal)) looks.set(item.object, item);
      return looks;
    },
  });
}

/** The rules on one object, everybody's, and whether it inherits. */
export function useRules(db: string, object: string | null) {
  return useQuery({
    queryKey: rightsKey(db, "rules", object),
    enabled: object !== null,
    queryFn: async ({ signal }) => {
      const path = { db, id: object ?? "" };
      const query = { limit: 1000 };
      return (await api.GET("/api/v1/databases/{db}/objects/{id}/rules", { params: { path, query }, signal })).data;
    },
  });
}

interface Asked {
  principal?: string;
  object?: string | null;
  permission?: Permission;
}

/** What changes would do, and what somebody could do then; without a change, as it is. With the revision it rests on. */
export function usePreview(db: string, changes: RightsChange[], asked: Asked, enabled = true) {
  return useQuery({
    queryKey: rightsKey(db, "preview", changes, asked),
    enabled,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    queryFn: async ({ signal }) => {
      const body = { changes, ...asked, object: asked.object ?? undefined };
      const params = { path: { db } };
      const { data, response } = await api.POST("/api/v1/databases/{db}/rights/preview", { params, body, signal });
      return data === undefined ? data : { ...data, revision: response.headers.get("ETag") };
    },
  });
}

/** Who can open an object, as it is saved. */
export function useWho(db: string, object: string | null) {
  return useQuery({
    queryKey: rightsKey(db, "who", object),
    enabled: object !== null,
    queryFn: ({ signal }) => whoOpens(db, object ?? "", signal),
  });
}

/** The grants of the database. */
export function useGrants(db: string) {
  return useQuery({
    queryKey: rightsKey(db, "grants"),
    queryFn: ({ signal }) => grantsOf(db, undefined, signal),
  });
}

/** A user or group by its id, with the members of a group, as far as the role of the reader tells them. */
export function usePrincipal(id: string, known: { name: string; kind: "user" | "group" } | undefined) {
  return useQuery({
    queryKey: ["principal", id, known],
    queryFn: async ({ signal }) => {
      const params = { path: { id } };
      if (known?.kind !== "group") {
        const user = await found(() => api.GET("/api/v1/users/{id}", { params, signal }));
        if (user?.data !== undefined) {
          const groups = user.data.groups ?? [];
          return { id, kind: "user" as const, name: user.data.username, members: undefined, groups };
        }
      }
      if (known?.kind !== "user") {
        const group = await found(() => api.GET("/api/v1/groups/{id}", { params, signal }));
        if (group?.data !== undefined) {
          const members = group.data.members ?? [];
          return { id, kind: "group" as const, name: group.data.name, members, groups: undefined };
        }
      }
      if (known === undefined) return null;
      return { id, ...known, members: undefined, groups: undefined };
    },
  });
}

/** What is asked, or nothing where the reader may not know. */
async function found<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isProblem(error, "not_found") || isProblem(error, "forbidden")) return undefined;
    throw error;
  }
}
