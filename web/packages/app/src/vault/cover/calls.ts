import type { ObjectAnswer } from "@strongroom/client";
import { knownCatalogue } from "../../catalogue/index.ts";
import { api, queries } from "../../server/index.ts";
import {
  type Covered,
  forgetSecondPasswords,
  secondPasswordHeader,
  withSecondPassword,
} from "../secrets/second-password.tsx";

async function done(database: string): Promise<void> {
  forgetSecondPasswords();
  await queries.invalidateQueries({ queryKey: ["object", database] });
  await knownCatalogue(database)?.refresh();
}

/** Sets a second password, or another one; `current` where something covers the object already. */
export async function setSecondPassword(object: ObjectAnswer, fresh: string, current: string | null): Promise<void> {
  await api.PUT("/api/v1/databases/{db}/objects/{id}/second_password", {
    params: { path: { db: object.database, id: object.id } },
    body: { new: fresh, ...(current === null ? {} : { current }) },
  });
  await done(object.database);
}

/** Takes the object's own second password away; where `above` has one too, that is asked for. */
export async function removeSecondPassword(
  object: ObjectAnswer,
  current: string,
  above: Covered | null,
): Promise<void> {
  const params = { path: { db: object.database, id: object.id } };
  const call = (password?: string) =>
    api.DELETE("/api/v1/databases/{db}/objects/{id}/second_password", {
      params,
      body: { current },
      headers: secondPasswordHeader(password),
    });
  await (above === null ? call() : withSecondPassword(above, call));
  await done(object.database);
}
