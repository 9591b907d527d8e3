import { knownCatalogue } from "../../catalogue/index.ts";
import { api, queries } from "../../server/index.ts";
import { forgetSecondPasswords, secondPasswordHeader, withSecondPassword } from "../secrets/second-password.tsx";
import type { Holder } from "./holder.ts";

async function done(database: string): Promise<void> {
  forgetSecondPasswords();
  await Promise.all([
    queries.invalidateQueries({ queryKey: ["object", database] }),
    queries.invalidateQueries({ queryKey: ["databases"] }),
  ]);
  await knownCatalogue(database)?.refresh();
}

/** Sets a second password, or another one; `current` where something covers the holder already. */
export async function setSecondPassword(holder: Holder, fresh: string, current: string | null): Promise<void> {
  const { database: db, id } = holder;
  const body = { new: fresh, ...(current === null ? {} : { current }) };
  if (id === null) await api.PUT("/api/v1/databases/{db}/second_password", { params: { path: { db } }, body });
  else await api.PUT("/api/v1/databases/{db}/objects/{id}/second_password", { params: { path: { db, id } }, body });
  await done(db);
}

/** Takes the holder's own second password away; where something above has one too, that is asked for. */
export async function removeSecondPassword(holder: Holder, current: string): Promise<void> {
  const { database: db, id, above } = holder;
  const body = { current };
  const call = (password?: string) =>
    id === null
      ? api.DELETE("/api/v1/databases/{db}/second_password", { params: { path: { db } }, body })
      : api.DELETE("/api/v1/databases/{db}/objects/{id}/second_password", {
          params: { path: { db, id } },
          body,
          headers: secondPasswordHeader(password),
        });
  await (above === null ? call() : withSecondPassword(above, call));
  await done(db);
}
