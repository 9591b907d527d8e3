import type { ObjectAnswer } from "@strongroom/client";
import { FLAG, useCatalogue } from "../../catalogue/index.ts";
import { useDatabases } from "../databases.ts";
import { useEntry } from "../entry.ts";

const GUARDED = FLAG.onlineOnly | FLAG.secondPassword;

/**
 * Whether what is typed of `entry`, or of a new one in `parent`, may lie in no storage of the browser: it or a folder
 * above it is for online use only, or a second password is over it. The server says so also for folders that the person
 * does not see; of a folder that is a name alone it says nothing, so nothing is stored. `null`: that is not known yet.
 */
export function useGuarded(database: string, parent: string | null, entry: ObjectAnswer | null): boolean | null {
  const catalogue = useCatalogue(database);
  const whole = useDatabases().data?.find(({ id }) => id === database);
  const folder = useEntry(database, entry === null ? parent : null).data;
  if (entry !== null && (entry.kept_online || entry.second_password)) return true;
  if (catalogue.phase !== "ready" || whole === undefined) return null;
  if (whole.second_password === true) return true;
  if (parent === null) return false;
  // A mark that was set just now is in the feed of changes before the entry is asked for again.
  const path = catalogue.path(catalogue.row(parent));
  if (path.some((above) => (catalogue.item(above).flags & GUARDED) !== 0)) return true;
  if (entry !== null) return false;
  if (folder === undefined) return null;
  return folder === null || folder.stub === true || folder.kept_online || folder.second_password;
}
