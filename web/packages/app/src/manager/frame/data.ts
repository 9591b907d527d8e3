import { isProblem } from "@strongroom/client";
import { useQuery } from "@tanstack/react-query";
import { api, queries } from "../../server/index.ts";
import { everything } from "../../server/pages.ts";

/** Names of what is kept of the server's answers. The stream tells of databases; the rest is read anew on coming back. */
export const keys = {
  databases: ["databases"],
  users: ["manager", "users"],
  user: (id: string) => ["manager", "users", id],
  groups: ["manager", "groups"],
  group: (id: string) => ["manager", "groups", id],
  policies: ["manager", "policies"],
  settings: ["manager", "settings"],
  licence: ["manager", "licence"],
  figures: ["manager", "figures"],
  locks: ["manager", "locks"],
  subscriptions: ["manager", "subscriptions"],
  webhooks: ["manager", "webhooks"],
  audit: ["manager", "audit"],
};

/** The header that says which revision a change builds on. */
export function match(revision: number): { "If-Match": string } {
  return { "If-Match": `"${revision}"` };
}

/**
 * Does a change and reads `key` anew, also where the server refused because somebody was first: what was typed stays,
 * and the next try builds on what is there now.
 */
export async function change<T>(key: readonly unknown[], run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isProblem(error, "revision_conflict", "not_found")) await queries.invalidateQueries({ queryKey: key });
    throw error;
  } finally {
    void queries.invalidateQueries({ queryKey: key });
  }
}

const FRESH = 5_000;

export function useUsers(enabled = true) {
  return useQuery({
    queryKey: keys.users,
    staleTime: FRESH,
    enabled,
    queryFn: ({ signal }) =>
      everything((cursor) => api.GET("/api/v1/users", { params: { query: { limit: 1000, cursor } }, signal })),
  });
}

export function useGroups(enabled = true) {
  return useQuery({
    queryKey: keys.groups,
    staleTime: FRESH,
    enabled,
    queryFn: ({ signal }) =>
      everything((cursor) => api.GET("/api/v1/groups", { params: { query: { limit: 1000, cursor } }, signal })),
  });
}

export function useLicence(enabled = true) {
  return useQuery({
    queryKey: keys.licence,
    staleTime: FRESH,
    enabled,
    queryFn: async ({ signal }) => (await api.GET("/api/v1/license", { signal })).data,
  });
}

/** Room and sessions of the server; for whoever has a role. */
export function useFigures(enabled: boolean) {
  return useQuery({
    queryKey: keys.figures,
    staleTime: FRESH,
    enabled,
    queryFn: async ({ signal }) => (await api.GET("/api/v1/server/figures", { signal })).data,
  });
}

export function usePolicies(enabled = true) {
  return useQuery({
    queryKey: keys.policies,
    staleTime: FRESH,
    enabled,
    queryFn: async ({ signal }) => (await api.GET("/api/v1/policies", { signal })).data,
  });
}

export function useSettings() {
  return useQuery({
    queryKey: keys.settings,
    staleTime: FRESH,
    queryFn: async ({ signal }) => (await api.GET("/api/v1/settings", { signal })).data,
  });
}
