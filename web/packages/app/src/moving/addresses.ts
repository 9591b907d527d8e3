import { addressOf } from "../vault/place.ts";
import type { Target } from "./calls.ts";

/** Where a new entry of a folder is written. */
export function newEntryAddress({ database, folder }: Target): string {
  return addressOf({ view: { kind: "folder", database, folder }, entry: { database, id: "new", tab: null } });
}

/** Where a file is imported into a folder. */
export function importAddress({ database, folder }: Target): string {
  return addressOf({ view: { kind: "import", database, job: null, folder }, entry: null });
}
