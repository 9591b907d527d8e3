/** The names of people behind their accounts, asked for many at a time. */
import type { PrincipalRef } from "@strongroom/client";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { api } from "./index.ts";

/** What a principal is called: the name of the person, else the name of the account or group. */
export function called(principal: { name: string; full_name?: string | null }): string {
  return principal.full_name ?? principal.name;
}

/** So many are named in one question. */
const AT_ONCE = 100;

let asked = new Map<string, ((name: string | null) => void)[]>();

/** The name of one; all that are asked for in the same moment are asked for together. */
function nameById(id: string): Promise<string | null> {
  if (asked.size === 0) setTimeout(() => void ask(), 5);
  return new Promise((done) => asked.set(id, [...(asked.get(id) ?? []), done]));
}

async function ask(): Promise<void> {
  const all = [...asked];
  asked = new Map();
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const part = all.slice(from, from + AT_ONCE);
    const ids = part.map(([id]) => id).join();
    // Where it does not work there still is the name of the account.
    const page = await api
      .GET("/api/v1/principals", { params: { query: { ids, limit: AT_ONCE } } })
      .catch(() => undefined);
    const names = new Map(page?.data?.items.map((one) => [one.id, called(one)]));
    for (const [id, waiting] of part) for (const done of waiting) done(names.get(id) ?? null);
  }
}

function nameQuery(id: string) {
  return { queryKey: ["principal", id], staleTime: 600_000, queryFn: () => nameById(id) };
}

/** The name of a user or group by id; `undefined` while nobody knows it, or where the server does not tell. */
export function useName(id: string | null | undefined): string | undefined {
  return useQuery({ ...nameQuery(id ?? ""), enabled: id != null }).data ?? undefined;
}

/** How the principals are called: the name of the person where there is one, else that of the account or group. */
export function useNames(principals: (PrincipalRef | null | undefined)[]): (principal: PrincipalRef) => string {
  const ids = [...new Set(principals.flatMap((one) => (one?.full_name == null && one?.kind === "user" ? one.id : [])))];
  const names = useQueries({
    queries: ids.map(nameQuery),
    combine: (results) => new Map(results.map(({ data }, at) => [ids[at], data])),
  });
  return useCallback(
    ({ id, name, full_name }: PrincipalRef) => full_name ?? (names.get(id) as string | null | undefined) ?? name,
    [names],
  );
}
