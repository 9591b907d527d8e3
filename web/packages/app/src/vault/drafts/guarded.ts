import type { ObjectAnswer } from "@strongroom/client";
import { type Catalogue, FLAG, useCatalogue } from "../../catalogue/index.ts";

const GUARDED = FLAG.onlineOnly | FLAG.secondPassword;

/** Whether everything that lies at the root of a database is under a second password: then the database has one. */
function covered(catalogue: Catalogue): boolean {
  const told = catalogue
    .children(-1, "name")
    .map((row) => catalogue.item(row).flags)
    .filter((flags) => (flags & FLAG.stub) === 0);
  return told.length > 0 && told.every((flags) => (flags & FLAG.secondPassword) !== 0);
}

/**
 * Whether what is typed of `entry`, or of a new one in `parent`, may lie in no storage of the browser: it or a folder
 * above it is for online use only, or a second password is over it. `null`: that is not known yet.
 */
export function useGuarded(database: string, parent: string | null, entry: ObjectAnswer | null): boolean | null {
  const catalogue = useCatalogue(database);
  if (entry !== null && (entry.online_only || entry.second_password)) return true;
  if (catalogue.phase !== "ready") return null;
  if (parent === null) return entry === null && covered(catalogue);
  const row = catalogue.row(parent);
  return catalogue.path(row).some((above) => (catalogue.item(above).flags & GUARDED) !== 0);
}
