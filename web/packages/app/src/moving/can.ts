import type { Permission } from "@strongroom/client";
import { mayShare } from "../sharing/levels.ts";
import { MOST } from "../sharing/share/draft.ts";
import { useDatabases } from "../vault/databases.ts";
import type { Shown } from "../vault/list/source.ts";

/** What may be done with all of some objects. */
export interface Can {
  move: boolean;
  copy: boolean;
  tag: boolean;
  rename: boolean;
  remove: boolean;
  share: boolean;
  export: boolean;
  print: boolean;
}

/** What the person may do with all of `objects`, as far as the page knows; the server has the last word. */
export function useCan(objects: Shown[]): Can {
  const databases = useDatabases().data ?? [];
  const one = new Set(objects.map(({ database }) => database)).size === 1;
  const all = (permission: Permission) =>
    objects.length > 0 && objects.every(({ rights, stub }) => !stub && rights.includes(permission));
  const atDatabase = (permission: Permission) =>
    objects.every(({ database }) => databases.find(({ id }) => id === database)?.rights.includes(permission) === true);
  const home = databases.find(({ id }) => id === objects[0]?.database);
  // Of several the dialog itself says which of them can not be shared.
  const shares = home?.administers === true || objects.some(({ rights }) => mayShare(rights));
  return {
    move: one && all("delete_entries"),
    copy: one && all("read_entries"),
    tag: all("modify_entries"),
    rename: objects.length === 1 && all("modify_entries"),
    remove: all("delete_entries"),
    share: one && objects.length <= MOST && home?.kind === "standard" && shares,
    export: one && all("read_entries") && atDatabase("export_entries"),
    print: all("read_entries") && atDatabase("print_entries"),
  };
}
