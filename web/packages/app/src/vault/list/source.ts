import type { FoundObject, Lock, ObjectSeal, Permission } from "@strongroom/client";
import { subtitle } from "../../catalogue/columns.ts";
import { type Catalogue, FLAG, type Order } from "../../catalogue/index.ts";

/** One line of the list: a folder or an entry. */
export interface Shown {
  database: string;
  id: string;
  title: string;
  subtitle: string;
  folder: boolean;
  stub: boolean;
  type: string;
  /** The name of its icon; empty: none. */
  icon: string;
  revision: number;
  favourite: boolean;
  secondPassword: boolean;
  warning: boolean;
  /** Milliseconds since 1970; 0: it does not expire. */
  validTo: number;
  seal: ObjectSeal | null;
  /** It is sealed for others, and the person may know that. */
  sealedForOthers?: boolean;
  lock: Lock | null;
  rights: Permission[];
  tags: string[];
  /** Of a search: what of it was met, and the words to be marked. */
  matched?: string[];
  marks?: string[];
}

/** What a list shows. Lines are made when they come on the screen. */
export interface Source {
  readonly length: number;
  at(index: number): Shown | null;
  indexOf(id: string): number;
}

/** An object of the catalogue as a line. */
export function shownRow(catalogue: Catalogue, row: number): Shown {
  const item = catalogue.item(row);
  const { columns } = catalogue;
  return {
    database: catalogue.database,
    id: item.id,
    title: item.title,
    subtitle: item.subtitle,
    folder: item.folder,
    stub: item.stub,
    type: item.type,
    icon: item.icon,
    revision: item.revision,
    favourite: (item.flags & FLAG.favourite) !== 0,
    secondPassword: (item.flags & FLAG.secondPassword) !== 0,
    warning: (item.flags & FLAG.warning) !== 0,
    validTo: columns.validTo[row] ?? 0,
    seal: columns.seals.get(row) ?? null,
    lock: columns.locks.get(row) ?? null,
    rights: catalogue.rights(row),
    tags: columns.tags.get(row) ?? [],
  };
}

/** What is directly in a folder. */
export function folderSource(catalogue: Catalogue, folder: string | null, order: Order): Source {
  const parent = catalogue.row(folder);
  const rows = folder !== null && parent < 0 ? [] : catalogue.children(parent, order);
  const places = new Map<string, number>();
  return {
    length: rows.length,
    at(index) {
      const row = rows[index];
      return row === undefined ? null : shownRow(catalogue, row);
    },
    indexOf(id) {
      if (places.size === 0)
        for (const [index, row] of rows.entries()) places.set(catalogue.columns.id[row] ?? "", index);
      return places.get(id) ?? -1;
    },
  };
}

/** Lines that also say what is sealed for others. */
export function withSealed(source: Source, sealed: ReadonlyMap<string, number>): Source {
  if (sealed.size === 0) return source;
  return {
    length: source.length,
    at(index) {
      const shown = source.at(index);
      return shown !== null && sealed.has(shown.id) ? { ...shown, sealedForOthers: true } : shown;
    },
    indexOf: (id) => source.indexOf(id),
  };
}

/** An object that was found in any database as a line. */
export function shownFound(found: FoundObject, sets: Permission[][]): Shown {
  return {
    database: found.database,
    id: found.id,
    title: found.title,
    subtitle: [found.path?.join(" / ") ?? "", subtitle(found)].filter((part) => part !== "").join(" · "),
    folder: found.kind === "folder",
    stub: found.stub === true,
    type: found.type ?? "",
    icon: found.icon ?? "",
    revision: found.revision ?? 0,
    favourite: found.favourite === true,
    secondPassword: found.second_password === true,
    warning: found.warning != null,
    validTo: found.valid_to == null ? 0 : Date.parse(found.valid_to),
    seal: found.seal ?? null,
    lock: found.lock ?? null,
    rights: sets[found.rights ?? -1] ?? [],
    tags: found.tags ?? [],
    matched: found.matched,
  };
}

/** Lines that are all there. */
export function listSource(items: Shown[]): Source {
  return {
    length: items.length,
    at: (index) => items[index] ?? null,
    indexOf: (id) => items.findIndex((item) => item.id === id),
  };
}
