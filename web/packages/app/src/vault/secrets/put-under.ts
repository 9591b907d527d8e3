import { isProblem } from "@strongroom/client";
import { api, queries } from "../../server/index.ts";
import { type Covered, secondPasswordHeader, withSecondPassword } from "./second-password.tsx";

/** What covers `id`, or the whole database where there is none: by name, and by what has the second password. */
async function coverOf(database: string, id: string | null): Promise<Covered> {
  const known = queries.getQueryData<{ id: string; name: string }[]>(["databases"]);
  const whole = { id: database, title: known?.find((one) => one.id === database)?.name ?? "", second_password: true };
  if (id === null) return whole;
  const answer = await api.GET("/api/v1/databases/{db}/objects/{id}", { params: { path: { db: database, id } } });
  if (answer.data === undefined) return whole;
  const { title, second_password_at } = answer.data;
  return { id, title, second_password: true, second_password_at };
}

/**
 * Runs `call` about `id`, or the root: what is made or put there, or many things of which one tells it all. Where the
 * server wants a second password it is asked for, and the call goes out again with it.
 */
export async function putUnder<T>(
  database: string,
  id: string | null,
  call: (headers: Record<string, string>) => Promise<T>,
): Promise<T> {
  try {
    return await call({});
  } catch (error) {
    if (!isProblem(error, "second_password_required")) throw error;
  }
  const cover = await coverOf(database, id);
  return withSecondPassword(cover, (password) => call(secondPasswordHeader(password)));
}
