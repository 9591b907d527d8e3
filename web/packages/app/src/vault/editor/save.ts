import { type Object as Document, isProblem, type ObjectAnswer } from "@strongroom/client";
import { api } from "../../server/index.ts";
import { putUnder } from "../secrets/put-under.ts";
import { reveal } from "../secrets/reveal.ts";
import { secondPasswordHeader, withSecondPassword } from "../secrets/second-password.tsx";
import { type Form, neededSecrets, newObjectOf, type Patch, patchOf } from "./form.ts";

/** A request to make an entry that had no answer: sent again with the same key, nothing is made twice. */
export interface Attempt {
  key: string;
  body: string;
}

/** The form with the secrets that a rename needs. */
export async function withNeeded(base: ObjectAnswer, form: Form): Promise<Form> {
  const names = neededSecrets(form);
  if (names.length === 0) return form;
  const values = await reveal(base.database, base, "show", names);
  const fields = form.fields.map((field) => {
    const value = field.was !== null && field.value === null ? values[field.was] : undefined;
    return value === undefined ? field : { ...field, value, shown: value };
  });
  return { ...form, fields };
}

/** Sends what differs from `base`. */
export async function change(base: ObjectAnswer, patch: Patch): Promise<ObjectAnswer> {
  return withSecondPassword(base, async (password) => {
    const answer = await api.PATCH("/api/v1/databases/{db}/objects/{id}", {
      params: { path: { db: base.database, id: base.id } },
      body: patch,
      headers: { "If-Match": `"${base.revision}"`, ...secondPasswordHeader(password) },
    });
    return answer.data as ObjectAnswer;
  });
}

async function post(database: string, parent: string | null, attempt: Attempt): Promise<ObjectAnswer> {
  return putUnder(database, parent, async (headers) => {
    const answer = await api.POST("/api/v1/databases/{db}/objects", {
      params: { path: { db: database } },
      body: JSON.parse(attempt.body) as ReturnType<typeof newObjectOf>,
      headers: { "Idempotency-Key": attempt.key, ...headers },
    });
    return answer.data as ObjectAnswer;
  });
}

/**
 * Makes the entry. `open` is a request of before whose answer never came: it may have made the entry already, so it is
 * asked again as it was, and what was typed since is a change of what it made. `note` keeps the request until there is
 * an answer to it.
 */
export async function create(
  database: string,
  parent: string | null,
  form: Form,
  open: Attempt | null,
  note: (attempt: Attempt | null) => void,
): Promise<ObjectAnswer> {
  const body = JSON.stringify(newObjectOf(form, parent));
  const attempt = open ?? { key: crypto.randomUUID(), body };
  note(attempt);
  let made: ObjectAnswer;
  try {
    made = await post(database, parent, attempt);
  } catch (error) {
    if (isProblem(error, "unreachable")) throw error;
    note(null);
    // The old request was refused, so it made nothing: what was typed since is a request of its own.
    if (attempt.body !== body) return create(database, parent, form, null, note);
    throw error;
  }
  note(null);
  if (attempt.body === body) return made;
  const names = new Set(made.fields.map(({ name }) => name));
  const fields = form.fields.map((field) => ({ ...field, was: names.has(field.name) ? field.name : null }));
  const patch = patchOf(made, { ...form, fields });
  return patch === null ? made : change(made, patch);
}

/** What a refusal because of a stale revision tells: the entry as it is now. */
export function currentOf(error: unknown): ObjectAnswer | null {
  if (!isProblem(error, "revision_conflict")) return null;
  return (error.problem.current_object as Document | null | undefined as ObjectAnswer | null | undefined) ?? null;
}

/** The names of secret fields that changed since `base`; `null` where the server can not tell any more. */
export async function changedSecrets(base: ObjectAnswer): Promise<ReadonlySet<string> | null> {
  try {
    return await withSecondPassword(base, async (password) => {
      const answer = await api.GET("/api/v1/databases/{db}/objects/{id}/history/{revision}/compare", {
        params: { path: { db: base.database, id: base.id, revision: base.revision } },
        headers: secondPasswordHeader(password),
      });
      return new Set((answer.data?.fields ?? []).filter(({ secret }) => secret).map(({ name }) => name));
    });
  } catch {
    return null;
  }
}
