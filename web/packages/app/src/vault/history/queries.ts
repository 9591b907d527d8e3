import type { Comparison, ObjectAnswer, Purpose, Version } from "@strongroom/client";
import { useQuery } from "@tanstack/react-query";
import { api, queries } from "../../server/index.ts";
import { listen } from "../../server/live.ts";
import { everything } from "../../server/pages.ts";
import { secondPasswordHeader, withSecondPassword } from "../secrets/second-password.tsx";
import { confirmWarning } from "../secrets/warning.tsx";

const key = (database: string, id: string, ...rest: (string | number)[]) => ["history", database, id, ...rest];

listen("object.changed", ({ database, changed }) => {
  for (const id of changed) void queries.invalidateQueries({ queryKey: key(database, id) });
});

/** The earlier versions of an entry, the latest first. */
export function useVersions(entry: ObjectAnswer) {
  return useQuery({
    queryKey: key(entry.database, entry.id, "versions"),
    queryFn: () =>
      everything<Version>((cursor) => {
        const params = { path: { db: entry.database, id: entry.id }, query: { limit: 1000, cursor } };
        return api.GET("/api/v1/databases/{db}/objects/{id}/history", { params });
      }),
  });
}

/** One version as it was, without its secrets. */
export function useVersion(entry: ObjectAnswer, revision: number) {
  return useQuery({
    queryKey: key(entry.database, entry.id, "version", revision),
    queryFn: async () => {
      const params = { path: { db: entry.database, id: entry.id, revision } };
      return (await api.GET("/api/v1/databases/{db}/objects/{id}/history/{revision}", { params })).data as ObjectAnswer;
    },
  });
}

/** How a version differs from what is there now. */
export function useComparison(entry: ObjectAnswer, revision: number) {
  return useQuery({
    queryKey: key(entry.database, entry.id, "compare", revision, entry.revision),
    queryFn: () =>
      withSecondPassword(entry, async (password): Promise<Comparison> => {
        const answer = await api.GET("/api/v1/databases/{db}/objects/{id}/history/{revision}/compare", {
          params: { path: { db: entry.database, id: entry.id, revision } },
          headers: secondPasswordHeader(password),
        });
        return answer.data as Comparison;
      }),
  });
}

/** The value of a secret field in a version. */
export async function revealOld(
  entry: ObjectAnswer,
  revision: number,
  purpose: Purpose,
  name: string,
): Promise<string> {
  await confirmWarning(entry);
  return withSecondPassword(entry, async (second_password) => {
    const answer = await api.POST("/api/v1/databases/{db}/objects/{id}/history/{revision}/reveal", {
      params: { path: { db: entry.database, id: entry.id, revision } },
      body: { purpose, fields: [name], second_password },
    });
    return (answer.data?.fields as Record<string, string> | undefined)?.[name] ?? "";
  });
}

/** Makes a version the present one, in a new revision. */
export async function restoreVersion(entry: ObjectAnswer, revision: number): Promise<ObjectAnswer> {
  return withSecondPassword(entry, async (password) => {
    const answer = await api.POST("/api/v1/databases/{db}/objects/{id}/history/{revision}/restore", {
      params: { path: { db: entry.database, id: entry.id, revision } },
      headers: { "If-Match": `"${entry.revision}"`, ...secondPasswordHeader(password) },
    });
    return answer.data as ObjectAnswer;
  });
}
