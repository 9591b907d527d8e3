/** Grants as they are shown: each by itself on one object, by whom they are for on many. */
import type { Grant, Permission, PrincipalRef, SealPerson } from "@strongroom/client";

export interface GivenRow {
  key: string;
  /** `null`: the account is gone. */
  grantee: PrincipalRef | null;
  /** At least one. */
  grants: [Grant, ...Grant[]];
  /** `null`: not the same on all of them. */
  permissions: Permission[] | null;
  /** `undefined`: not the same on all of them; `null`: without end. */
  validTo: string | null | undefined;
}

/** What all of `values` are, or `otherwise` where they differ. */
function common<T, O>(values: T[], otherwise: O): T | O {
  const [first] = values as [T, ...T[]];
  return values.every((value) => JSON.stringify(value) === JSON.stringify(first)) ? first : otherwise;
}

function rowOf(key: string, grants: [Grant, ...Grant[]]): GivenRow {
  return {
    key,
    grantee: grants[0].grantee ?? null,
    grants,
    permissions: common(
      grants.map((grant) => grant.permissions),
      null,
    ),
    validTo: common(
      grants.map((grant) => grant.valid_to ?? null),
      undefined,
    ),
  };
}

/** The lines of a list of grants on `objects` objects. What is over is not shown: it never comes back. */
export function rowsOf(grants: Grant[], objects: number, now = Date.now()): GivenRow[] {
  const there = grants.filter(({ valid_to }) => valid_to == null || new Date(valid_to).getTime() > now);
  if (objects === 1) return there.map((grant) => rowOf(grant.id, [grant]));
  const by = new Map<string, [Grant, ...Grant[]]>();
  for (const grant of there) {
    const key = grant.grantee?.id ?? "gone";
    const before = by.get(key);
    if (before === undefined) by.set(key, [grant]);
    else before.push(grant);
  }
  return [...by].map(([key, all]) => rowOf(key, all));
}

/** Whose seals somebody may decide on: those who stand somewhere, and of a person's own grant that person. */
export function sealPeople(grant: Grant): { person: PrincipalRef; state: SealPerson["state"] }[] {
  if (grant.seal == null) return [];
  const told = grant.seal.people.flatMap(({ person, state }) => (person == null ? [] : [{ person, state }]));
  const grantee = grant.grantee ?? null;
  if (grantee?.kind !== "user" || told.some(({ person }) => person.id === grantee.id)) return told;
  return [...told, { person: grantee, state: grant.seal.state }];
}
