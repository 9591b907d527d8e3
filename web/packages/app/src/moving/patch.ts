import type { ObjectAnswer, PatchObject } from "@strongroom/client";
import { knownCatalogue } from "../catalogue/index.ts";
import { api } from "../server/index.ts";
import type { Shown } from "../vault/list/source.ts";
import { secondPasswordHeader, withSecondPassword } from "../vault/secrets/second-password.tsx";

/** The revision that a first change builds on: the one that was seen. */
export function seen(object: Shown): string {
  return object.revision > 0 ? `"${object.revision}"` : "*";
}

/** Changes one thing of an object, on top of `revision`; a second password over it is asked for. */
export async function patchObject(object: Shown, body: PatchObject, revision: string): Promise<void> {
  const { database, id, title, secondPassword } = object;
  const answer = await withSecondPassword({ id, title, second_password: secondPassword }, (password) =>
    api.PATCH("/api/v1/databases/{db}/objects/{id}", {
      params: { path: { db: database, id } },
      body,
      headers: { "If-Match": revision, ...secondPasswordHeader(password) },
    }),
  );
  if (answer.data !== undefined) knownCatalogue(database)?.took(answer.data as ObjectAnswer as never);
}
