import type { Database, ObjectAnswer } from "@strongroom/client";
import { useQuery } from "@tanstack/react-query";
import { type Catalogue, FLAG, useCatalogue } from "../../catalogue/index.ts";
import { api } from "../../server/index.ts";
import type { Covered } from "../secrets/second-password.tsx";

/** What has a second password, or may get one: an entry, a folder, or a whole database. */
export interface Holder {
  kind: "entry" | "folder" | "database";
  database: string;
  /** `null`: the database itself. */
  id: string | null;
  title: string;
  /** Whether it has one itself; `null`: nothing that the person sees tells. */
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

/** So many objects of the root are asked whose second password covers them; one with its own tells nothing. */
const ASKED = 8;

/** The objects of the root that may tell; `null`: one of them is under no second password, so the database has none. */
function witnesses(catalogue: Catalogue): string[] | null {
  const told = catalogue
    .children(-1, "name")
    .map((row) => catalogue.item(row))
    .filter(({ stub }) => !stub);
  return told.every(({ flags }) => (flags & FLAG.secondPassword) !== 0) ? told.map(({ id }) => id) : null;
}

/** A database as what may have a second password: its objects tell whether it has. `undefined`: still looking. */
export function useDatabaseHolder({ id: database, name }: Pick<Database, "id" | "name">): Holder | undefined {
  const catalogue = useCatalogue(database);
  const ask = catalogue.phase === "ready" ? witnesses(catalogue) : null;
  const found = useQuery({
    queryKey: ["object", database, "second password of the database", ask?.slice(0, ASKED)],
    enabled: ask !== null,
    queryFn: async () => {
      for (const id of (ask ?? []).slice(0, ASKED)) {
        const answer = await api.GET("/api/v1/databases/{db}/objects/{id}", { params: { path: { db: database, id } } });
        if (answer.data?.second_password !== true) return false;
        if (answer.data.second_password_at === database) return true;
      }
      return null;
    },
  });
  if (catalogue.phase !== "ready") return undefined;
  // What could not be found out is for the person to say.
  const own = ask === null ? false : found.isError ? null : found.data;
  if (own === undefined) return undefined;
  return { kind: "database", database, id: null, title: name, own, covered: false, above: null };
}
