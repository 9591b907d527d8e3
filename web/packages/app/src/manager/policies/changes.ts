import type { Permission, PolicyState } from "@strongroom/client";

/** The permissions that have a policy, in the order of rights.md: those of the database. */
export const ORDER = [
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
] as const satisfies Permission[];

/** A state for each permission. */
export type States = Record<Permission, PolicyState>;

/** The policies of a new server (rights.md, "Defaults"). */
export const DEFAULTS = Object.fromEntries(
  ORDER.map((permission) => [
    permission,
    ["auto_complete", "auto_fill", "accept_from_addons"].includes(permission) ? "enabled" : "not_defined",
  ]),
) as States;

/** A permission whose state would be another one. */
export interface PolicyChange {
  permission: Permission;
  before: PolicyState;
  after: PolicyState;
}

/** What is different in `after`, in the order of all permissions. */
export function changesOf(before: States, after: States): PolicyChange[] {
  return ORDER.filter((permission) => before[permission] !== after[permission]).map((permission) => ({
    permission,
    before: before[permission],
    after: after[permission],
  }));
}
