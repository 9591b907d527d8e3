import { type Import, type ImportChange, type ImportUndo, isProblem } from "@strongroom/client";
import { useQuery } from "@tanstack/react-query";
import { api, queries } from "../server/index.ts";
import { secondPasswordHeader, withSecondPassword } from "../vault/secrets/second-password.tsx";

const LIST = ["imports"];
const key = (id: string) => ["import", id];

/** How often a running import is asked about: no event tells of its progress. */
const EVERY = 700;

/** Takes in what a call answered. */
export function took(job: Import): void {
  queries.setQueryData(key(job.id), job);
  void queries.invalidateQueries({ queryKey: LIST });
}

/** The person's imports, the latest first. */
export function useImports() {
  return useQuery({
    queryKey: LIST,
    staleTime: 0,
    queryFn: async () => (await api.GET("/api/v1/imports", { params: { query: { limit: 100 } } })).data?.items ?? [],
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === "running") === true ? EVERY * 3 : false),
  });
}

/** One import; `null` where there is none, or none any more. */
export function useImport(id: string) {
  return useQuery({
    queryKey: key(id),
    staleTime: 0,
    queryFn: async (): Promise<Import | null> => {
      try {
        return (await api.GET("/api/v1/imports/{id}", { params: { path: { id } } })).data ?? null;
      } catch (error) {
        if (isProblem(error, "not_found")) return null;
        throw error;
      }
    },
    refetchInterval: ({ state }) => (state.data?.state === "running" ? EVERY : false),
  });
}

/** Changes how a waiting file is to come in; what that comes to is in the answer. */
export async function change(id: string, body: ImportChange): Promise<void> {
  const answer = await api.PATCH("/api/v1/imports/{id}", { params: { path: { id } }, body });
  if (answer.data !== undefined) took(answer.data);
}

/** Lets a waiting file go. */
export async function discard(id: string): Promise<void> {
  await api.DELETE("/api/v1/imports/{id}", { params: { path: { id } } });
  queries.removeQueries({ queryKey: key(id) });
  void queries.invalidateQueries({ queryKey: LIST });
}

/** Starts the import; asks for the second password of the folder it goes into, where one covers that. */
export async function run(job: Import, title: string): Promise<void> {
  const call = async (password?: string) => {
    const params = { path: { id: job.id } };
    const answer = await api.POST("/api/v1/imports/{id}/run", { params, headers: secondPasswordHeader(password) });
    if (answer.data !== undefined) took(answer.data);
  };
  try {
    await call();
  } catch (error) {
    if (!isProblem(error, "second_password_required")) throw error;
    const id = job.parent ?? job.database ?? job.id;
    await withSecondPassword({ id, title, second_password: true }, call);
  }
}

/** Removes what an import brought; `dry` tells what that would come to. */
export async function undo(id: string, dry: boolean): Promise<ImportUndo> {
  const params = { path: { id }, query: { dry_run: dry } };
  const answer = await api.POST("/api/v1/imports/{id}/undo", { params });
  if (!dry) await Promise.all([LIST, key(id)].map((queryKey) => queries.invalidateQueries({ queryKey })));
  return answer.data as ImportUndo;
}
