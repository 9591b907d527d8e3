import type { Database, Role, User } from "@strongroom/client";

/**
 * What a person may ask of the server by their roles: rights.md, "Who administers". It decides what is offered; the
 * server decides what is done.
 */
export interface Access {
  /** Whether there is a role at all. Without one, only databases that are administered by a right are there. */
  role: boolean;
  superAdministrator: boolean;
  /** Makes, imports, opens, closes and deletes standard databases, and makes groups. */
  databases: boolean;
  /** Makes and changes accounts, and members of groups. */
  accounts: boolean;
  readPolicies: boolean;
  readAudit: boolean;
}

/** What `roles` let their holder do. */
export function accessOf(roles: readonly Role[]): Access {
  const has = (...any: Role[]) => any.some((role) => roles.includes(role));
  return {
    role: roles.length > 0,
    superAdministrator: has("super_administrator"),
    databases: has("super_administrator", "administrator"),
    accounts: has("super_administrator", "administrator", "account_administrator"),
    readPolicies: has("super_administrator", "administrator", "auditor"),
    readAudit: has("super_administrator", "administrator", "auditor"),
  };
}

/** How high an account stands: its highest role. */
export function rankOf(roles: readonly Role[]): number {
  if (roles.includes("super_administrator")) return 3;
  if (roles.includes("administrator")) return 2;
  return roles.length > 0 ? 1 : 0;
}

interface Subject {
  id: string;
  roles: readonly Role[];
}

/** Whether `me` may disable, reset or delete the account: strictly downwards, but for super administrators. */
export function governs(me: Subject, account: Pick<User, "id" | "roles">): boolean {
  if (me.id === account.id || !accessOf(me.roles).accounts) return false;
  const own = rankOf(me.roles);
  return own === 3 || own > rankOf(account.roles);
}

/** Whether `me` may change name and department of the account: their own as well. */
export function changesProfile(me: Subject, account: Pick<User, "id" | "roles">): boolean {
  return governs(me, account) || (me.id === account.id && accessOf(me.roles).accounts);
}

/** Whether the Server Manager has something to do with the database for this person. */
export function isManaged(access: Access, database: Pick<Database, "administers" | "has_recovery_code">): boolean {
  return access.databases || database.administers || database.has_recovery_code != null;
}

/** Whether the person has the keys of a database: its master password, closing and deleting it. */
export function hasKeys(access: Access, database: Pick<Database, "kind" | "rights" | "has_recovery_code">): boolean {
  if (database.kind === "standard") return access.databases;
  return ownsPrivate(database);
}

/** Whether a private database is the person's own, or that of a group of theirs. */
export function ownsPrivate(database: Pick<Database, "kind" | "rights" | "has_recovery_code">): boolean {
  return database.kind === "private" && (database.has_recovery_code != null || database.rights.length > 0);
}
