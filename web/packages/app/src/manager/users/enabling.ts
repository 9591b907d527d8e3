import type { User } from "@strongroom/client";
import { api } from "../../server/index.ts";
import { match } from "../frame/data.ts";

/** What became of a change of many accounts. */
export interface Outcome {
  done: User[];
  /** Those that the server refused, and why the first of them. */
  refused: User[];
  error: unknown;
}

/** Enables or disables accounts one after the other; one that is refused does not hold up the others. */
export async function setEnabled(users: User[], enabled: boolean): Promise<Outcome> {
  const outcome: Outcome = { done: [], refused: [], error: null };
  for (const user of users) {
    try {
      const request = { params: { path: { id: user.id } }, headers: match(user.revision), body: { enabled } };
      const { data } = await api.PATCH("/api/v1/users/{id}", request);
      if (data !== undefined) outcome.done.push(data);
    } catch (error) {
      outcome.refused.push(user);
      outcome.error ??= error;
    }
  }
  return outcome;
}
