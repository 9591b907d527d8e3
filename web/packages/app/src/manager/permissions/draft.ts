import type { RightsChange } from "@strongroom/client";
import { useCallback, useSyncExternalStore } from "react";
import { onWipe } from "../../session/index.tsx";
import { denied, differing, type Marks } from "./marks.ts";

/** A principal's place in a database: its marks and for how long they count. */
export interface Place {
  marks: Marks;
  from: string | null;
  to: string | null;
}

/** Something as it was when it was first touched, and as it is to be. */
export interface Edited<T> {
  was: T;
  now: T;
}

/** What is changed for one principal and not saved. Rules and inheritance by the id of their object. */
export interface Draft {
  place?: Edited<Place | null>;
  rules: Record<string, Edited<Marks>>;
  inheritance: Record<string, Edited<boolean>>;
}

const NOTHING: Draft = { rules: {}, inheritance: {} };

const drafts = new Map<string, Draft>();
const watchers = new Set<() => void>();

function keep(key: string, draft: Draft | null): void {
  if (draft === null) drafts.delete(key);
  else drafts.set(key, draft);
  for (const watcher of watchers) watcher();
}

onWipe(() => drafts.clear());

/** What of the draft is really otherwise than it was. */
function pruned(draft: Draft): Draft {
  const rules = Object.entries(draft.rules).filter(([, { was, now }]) => differing(was, now).length > 0);
  const inheritance = Object.entries(draft.inheritance).filter(([, { was, now }]) => was !== now);
  const next: Draft = { rules: Object.fromEntries(rules), inheritance: Object.fromEntries(inheritance) };
  if (draft.place !== undefined && !samePlace(draft.place.was, draft.place.now)) next.place = draft.place;
  return next;
}

function samePlace(a: Place | null, b: Place | null): boolean {
  if (a === null || b === null) return a === b;
  return a.from === b.from && a.to === b.to && differing(a.marks, b.marks).length === 0;
}

/** The draft of a principal, which outlives the page that shows it, and how to change it. */
export function useDraft(db: string, principal: string) {
  const key = `${db}/${principal}`;
  const draft = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => drafts.get(key) ?? NOTHING,
  );
  const edit = useCallback(
    (change: (draft: Draft) => Draft) => keep(key, pruned(change(drafts.get(key) ?? NOTHING))),
    [key],
  );
  const discard = useCallback(() => keep(key, null), [key]);
  return { draft, edit, discard };
}

/** Puts the marks of a rule into a draft. */
export function withRule(draft: Draft, object: string, was: Marks, now: Marks): Draft {
  const first = draft.rules[object]?.was ?? was;
  return { ...draft, rules: { ...draft.rules, [object]: { was: first, now } } };
}

/** Puts inheritance into a draft. */
export function withInheritance(draft: Draft, object: string, was: boolean, now: boolean): Draft {
  const first = draft.inheritance[object]?.was ?? was;
  return { ...draft, inheritance: { ...draft.inheritance, [object]: { was: first, now } } };
}

/** Puts a place into a draft. */
export function withPlace(draft: Draft, was: Place | null, now: Place | null): Draft {
  return { ...draft, place: { was: draft.place === undefined ? was : draft.place.was, now } };
}

/** How many things are changed: each permission, the period, each inheritance. */
export function countOf(draft: Draft): number {
  let count = Object.keys(draft.inheritance).length;
  for (const { was, now } of Object.values(draft.rules)) count += differing(was, now).length;
  if (draft.place !== undefined) {
    const { was, now } = draft.place;
    count += differing(was?.marks ?? {}, now?.marks ?? {}).length;
    if ((was?.from ?? null) !== (now?.from ?? null) || (was?.to ?? null) !== (now?.to ?? null)) count += 1;
  }
  return count;
}

/** A place as a change. */
export function placeChange(principal: string, place: Place | null): RightsChange {
  if (place === null) return { kind: "no_assignment", principal };
  return {
    kind: "assignment",
    principal,
    valid_from: place.from,
    valid_to: place.to,
    permissions: place.marks as Record<string, "allow" | "deny">,
  };
}

/** The changes of a draft. The place comes first: rules count while it does. */
export function changesOf(draft: Draft, principal: string): RightsChange[] {
  const changes: RightsChange[] = [];
  if (draft.place !== undefined) changes.push(placeChange(principal, draft.place.now));
  for (const [object, edited] of Object.entries(draft.rules)) {
    const permissions = edited.now as Record<string, "allow" | "deny">;
    changes.push({ kind: "rule", object, principal, permissions });
  }
  for (const [object, edited] of Object.entries(draft.inheritance)) {
    changes.push({ kind: "inheritance", object, on: edited.now });
  }
  return changes;
}

/** Whether the draft denies something at the database that was not denied there: it beats every allow in it. */
export function deniesAtDatabase(draft: Draft): boolean {
  if (draft.place === undefined) return false;
  const before = new Set(denied(draft.place.was?.marks ?? {}));
  return denied(draft.place.now?.marks ?? {}).some((permission) => !before.has(permission));
}
