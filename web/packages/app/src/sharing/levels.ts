/** What is given to somebody, in bundles: few words for the eight permissions of objects. */
import type { Permission } from "@strongroom/client";

/** The bundles that people choose from, in the order in which they are offered. */
export const LEVELS = ["view", "use", "edit", "manage"] as const;
export type Level = (typeof LEVELS)[number];

/** The permissions that can be given on a folder or an entry, in the order of every list. */
export const GIVABLE = [
  "access_entries",
  "read_entries",
  "modify_entries",
  "add_entries",
  "delete_entries",
  "grant_access",
  "seal_entries",
  "set_second_password",
] as const satisfies Permission[];

interface Bundle {
  /** Without these it is not this bundle. */
  core: Permission[];
  /** These go along where the author has them: on an entry there is nothing to add to. */
  along: Permission[];
}

const BUNDLES: Record<Level, Bundle> = {
  use: { core: ["access_entries"], along: [] },
  view: { core: ["access_entries", "read_entries"], along: [] },
  edit: { core: ["access_entries", "read_entries", "modify_entries"], along: ["add_entries"] },
  manage: { core: ["access_entries", "read_entries", "modify_entries", "delete_entries"], along: ["add_entries"] },
};

/** What a permission gives nothing without. */
const NEEDS: Partial<Record<Permission, Permission>> = {
  read_entries: "access_entries",
  modify_entries: "read_entries",
  add_entries: "access_entries",
  delete_entries: "read_entries",
  grant_access: "read_entries",
  seal_entries: "grant_access",
  set_second_password: "modify_entries",
};

/** The permission that `permission` rests on directly, if there is one. */
export function needed(permission: Permission): Permission | undefined {
  return NEEDS[permission];
}

function ordered(permissions: Iterable<Permission>): Permission[] {
  const all = new Set(permissions);
  return GIVABLE.filter((one) => all.has(one));
}

/** `permissions` with `added` and all that it rests on. */
export function withPermission(permissions: Permission[], added: Permission): Permission[] {
  const all = new Set(permissions);
  for (let one: Permission | undefined = added; one !== undefined; one = NEEDS[one]) all.add(one);
  return ordered(all);
}

/** `permissions` without `removed` and all that rests on it. */
export function withoutPermission(permissions: Permission[], removed: Permission): Permission[] {
  const rests = (one: Permission): boolean => {
    for (let on: Permission | undefined = one; on !== undefined; on = NEEDS[on]) if (on === removed) return true;
    return false;
  };
  return ordered(permissions.filter((one) => !rests(one)));
}

/** The bundle that `permissions` are, or `custom`. */
export function levelOf(permissions: Permission[]): Level | "custom" {
  const has = new Set(permissions);
  const is = ({ core, along }: Bundle) =>
    core.every((one) => has.has(one)) && permissions.every((one) => core.includes(one) || along.includes(one));
  return LEVELS.find((level) => is(BUNDLES[level])) ?? "custom";
}

/** The greatest bundle that lies within `permissions`. */
export function greatestOf(permissions: Permission[]): Level | null {
  const within = (level: Level) => BUNDLES[level].core.every((one) => permissions.includes(one));
  return (["manage", "edit", "view", "use"] as const).find(within) ?? null;
}

/** What a bundle gives on an object where the author has `rights`. */
export function permissionsOf(level: Level, rights: readonly Permission[]): Permission[] {
  const { core, along } = BUNDLES[level];
  return ordered([...core, ...along.filter((one) => rights.includes(one))]);
}

/** What a bundle can not be without. */
export function coreOf(level: Level): Permission[] {
  return BUNDLES[level].core;
}

/** Whether the author of these rights may share the object at all. */
export function mayShare(rights: Permission[]): boolean {
  return rights.includes("access_entries") && rights.includes("grant_access");
}

/** On how many of several objects (by their rights) some of `permissions` are lacking. */
export function lacking(permissions: Permission[], objects: { rights: Permission[] }[]): number {
  return objects.filter(({ rights }) => permissions.some((one) => !rights.includes(one))).length;
}
