/** What stands in the dialog of sharing before it is given. */
import type { NewGrant, Permission, PrincipalRef } from "@strongroom/client";
import { coreOf, GIVABLE, type Level, lacking, mayShare, permissionsOf } from "../levels.ts";
import { instantOf, type Until } from "../until.ts";

/** A folder or an entry that is shared, with the person's own rights on it. */
export interface Shared {
  id: string;
  title: string;
  rights: Permission[];
}

/** The terms of a seal as they are typed. */
export interface SealDraft {
  approvers: PrincipalRef[];
  quorum: number;
  /** Seconds that it stays open; `null`: until somebody seals it again. */
  openFor: number | null;
}

export interface Choice {
  level: Level | "custom";
  /** The permissions of `custom`. */
  custom: Permission[];
}

export interface Draft extends Choice {
  people: PrincipalRef[];
  until: Until;
  note: string;
  /** `null`: no seal. */
  seal: SealDraft | null;
}

/** The most that may be shared in one go. */
export const MOST = 500;

/** The most that the person may give of `objects` without asking back: to view, or to use where they only use. */
function firstLevel(objects: Shared[]): Level {
  return lacking(coreOf("view"), objects) === 0 ? "view" : "use";
}

/** The dialog as it opens. */
export function freshDraft(objects: Shared[]): Draft {
  const shareable = objects.filter(({ rights }) => mayShare(rights));
  return {
    people: [],
    level: firstLevel(shareable),
    custom: ["access_entries"],
    until: { choice: "never", date: "" },
    note: "",
    seal: null,
  };
}

/** What a choice gives on one object. */
export function givenBy({ level, custom }: Choice, rights: Permission[]): Permission[] {
  return level === "custom" ? GIVABLE.filter((one) => custom.includes(one)) : permissionsOf(level, rights);
}

/** What the server is asked for: a grant for each object and each of the people. */
export function plansOf(draft: Draft, objects: Shared[]): NewGrant[] {
  const valid_to = instantOf(draft.until) ?? null;
  const note = draft.note.trim() === "" ? null : draft.note.trim();
  const seal =
    draft.seal === null
      ? null
      : {
          approvers: draft.seal.approvers.map(({ id }) => id),
          quorum: draft.seal.quorum,
          open_for: draft.seal.openFor,
        };
  return objects
    .filter(({ rights }) => mayShare(rights))
    .flatMap(({ id, rights }) =>
      draft.people.map((one) => ({
        object: id,
        grantee: one.id,
        permissions: givenBy(draft, rights),
        valid_to,
        note,
        seal,
      })),
    );
}
