import type { Database, ObjectAnswer } from "@strongroom/client";
import { FLAG, useCatalogue } from "../../catalogue/index.ts";
import type { Covered } from "../secrets/second-password.tsx";

/** What has a second password, or may get one: an entry, a folder, or a whole database. */
export interface Holder {
  kind: "entry" | "folder" | "database";
  database: string;
  /** `null`: the database itself. */
  id: string | null;
  title: string;
  /** Whether it has one itself; `null`: the server does not tell. */
  own: boolean | null;
  /** Whether it lies under one from above. */
  covered: boolean;
  /** What has that, where the person sees it. */
  above: Covered | null;
}

/** An entry or a folder as what may have a second password. */
export function useObjectHolder(object: ObjectAnswer): Holder {
  const catalogue = useCatalogue(object.database);
  const row = catalogue.row(object.parent ?? null);
  const over = row < 0 ? null : catalogue.item(row);
  const own = object.second_password && object.second_password_at === object.id;
  return {
    kind: object.kind === "folder" ? "folder" : "entry",
    database: object.database,
    id: object.id,
    title: object.title,
    own,
    covered: object.second_password && !own,
    above:
      over === null || (over.flags & FLAG.secondPassword) === 0
        ? null
        : { id: over.id, title: over.title, second_password: true },
  };
}

/** A database as what may have a second password. */
export function databaseHolder({ id: database, name, second_password }: Database): Holder {
  return {
    kind: "database",
    database,
    id: null,
    title: name,
    own: second_password ?? null,
    covered: false,
    above: null,
  };
}
