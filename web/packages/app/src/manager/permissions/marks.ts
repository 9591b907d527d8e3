import type { Mark, Permission } from "@strongroom/client";

/** What is set for one permission. */
export type Setting = Mark | "none";

/** What is set in one place for one user or group; what is absent is not set. */
export type Marks = Partial<Record<Permission, Mark>>;

/** The sixteen permissions of a database, in the order of every list. */
export const DATABASE: Permission[] = [
  "access_database",
  "read_entries",
  "modify_entries",
  "add_entries",
  "delete_entries",
  "auto_complete",
  "auto_fill",
  "accept_from_addons",
  "print_entries",
  "export_entries",
  "save_local_copy",
  "synchronize",
  "grant_access",
  "seal_entries",
  "set_second_password",
  "grant_admin_rights",
];

/** The eight permissions of folders and entries. */
export const OBJECT: Permission[] = [
  "access_entries",
  "read_entries",
  "modify_entries",
  "add_entries",
  "delete_entries",
  "grant_access",
  "seal_entries",
  "set_second_password",
];

/** Those that move together unless somebody splits them. */
export const TOGETHER: Permission[] = ["read_entries", "modify_entries", "add_entries", "delete_entries"];

/** A usual set of allows, as people ask for it. */
export type Bundle = "open" | "use" | "view" | "edit" | "full" | "manage";

const READER: Permission[] = ["access_database", "read_entries", "auto_complete", "auto_fill"];
const EDITOR: Permission[] = [...READER, "modify_entries", "add_entries", "delete_entries", "accept_from_addons"];

/** The bundles at a database: the presets of the API, the smallest first. */
export const DATABASE_BUNDLES: [Bundle, Permission[]][] = [
  ["open", ["access_database"]],
  ["view", READER],
  ["edit", EDITOR],
  ["full", DATABASE.filter((permission) => permission !== "grant_admin_rights")],
  ["manage", DATABASE],
];

/** The bundles on folders and entries. */
export const OBJECT_BUNDLES: [Bundle, Permission[]][] = [
  ["use", ["access_entries"]],
  ["view", ["access_entries", "read_entries"]],
  ["edit", ["access_entries", ...TOGETHER]],
  ["manage", OBJECT],
];

/** What is set for a permission. */
export function settingOf(marks: Marks, permission: Permission): Setting {
  return marks[permission] ?? "none";
}

/** The marks of an answer of the API. */
export function marksOf(permissions: Record<string, Mark>): Marks {
  return { ...permissions } as Marks;
}

/** The marks with some permissions set otherwise. */
export function withSetting(marks: Marks, permissions: Permission[], setting: Setting): Marks {
  const next = { ...marks };
  for (const permission of permissions) {
    if (setting === "none") delete next[permission];
    else next[permission] = setting;
  }
  return next;
}

/** The marks that allow exactly these. */
export function allowing(permissions: Permission[]): Marks {
  return withSetting({}, permissions, "allow");
}

/** The permissions that are set differently. */
export function differing(a: Marks, b: Marks): Permission[] {
  const both = new Set([...Object.keys(a), ...Object.keys(b)] as Permission[]);
  return [...both].filter((permission) => a[permission] !== b[permission]);
}

/** The bundle that the marks are exactly; `none` where nothing is set, `null` where they are a choice of their own. */
export function bundleOf(marks: Marks, bundles: [Bundle, Permission[]][]): Bundle | "none" | null {
  if (Object.keys(marks).length === 0) return "none";
  return bundles.find(([, permissions]) => differing(marks, allowing(permissions)).length === 0)?.[0] ?? null;
}

/** Whether those that move together are set alike. */
export function areTogether(marks: Marks): boolean {
  return new Set(TOGETHER.map((permission) => marks[permission])).size === 1;
}

/** The permissions that are denied. */
export function denied(marks: Marks): Permission[] {
  return (Object.keys(marks) as Permission[]).filter((permission) => marks[permission] === "deny");
}
