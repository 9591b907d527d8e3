import type { RightsChange } from "@strongroom/client";
import { api, queries } from "../../server/index.ts";
import { type Place, placeChange } from "./draft.ts";
import { type Marks, marksOf } from "./marks.ts";

/** The key of everything that was read of the rights of a database. */
export function rightsKey(db: string, ...rest: unknown[]): unknown[] {
  return ["rights", db, ...rest];
}

async function make(db: string, change: RightsChange): Promise<void> {
  switch (change.kind) {
    case "assignment": {
      const { principal, valid_from, valid_to, permissions } = change;
      await api.PUT("/api/v1/databases/{db}/assignments/{principal}", {
        params: { path: { db, principal } },
        body: { valid_from, valid_to, permissions },
      });
      return;
    }
    case "no_assignment":
      await api.DELETE("/api/v1/databases/{db}/assignments/{principal}", {
        params: { path: { db, principal: change.principal } },
      });
      return;
    case "rule": {
      const { object: id, principal, permissions } = change;
      await api.PUT("/api/v1/databases/{db}/objects/{id}/rules/{principal}", {
        params: { path: { db, id, principal } },
        body: { permissions },
      });
      return;
    }
    case "inheritance":
      await api.PUT("/api/v1/databases/{db}/objects/{id}/inheritance", {
        params: { path: { db, id: change.object } },
        body: { on: change.on },
      });
  }
}

/** Makes changes one after the other; where one is refused, those before it stay and the rest is not tried. */
export async function makeAll(db: string, changes: RightsChange[]): Promise<void> {
  try {
    for (const change of changes) await make(db, change);
  } finally {
    await queries.invalidateQueries({ queryKey: rightsKey(db) });
  }
}

/** The objects on which the principal has a rule, with its marks: what goes along when it is removed. */
export async function rulesOf(db: string, principal: string): Promise<[string, Marks][]> {
  const found: [string, Marks][] = [];
  for await (const { object, ruled } of reachItems(db, principal)) {
    if (!ruled) continue;
    const marks = await ruleOn(db, object, principal);
    if (marks !== null) found.push([object, marks]);
  }
  return found;
}

/** Every object on which something is set, with how it looks for the principal. */
export async function* reachItems(db: string, principal: string, signal?: AbortSignal) {
  let cursor: string | undefined;
  do {
    const query = { principal, limit: 1000, ...(cursor === undefined ? {} : { cursor }) };
    const answer = await api.GET("/api/v1/databases/{db}/reach", { params: { path: { db }, query }, signal });
    yield* answer.data?.items ?? [];
    cursor = answer.data?.next ?? undefined;
  } while (cursor !== undefined);
}

/** The marks of one principal on one object; none where it has none there. */
async function ruleOn(db: string, id: string, principal: string): Promise<Marks | null> {
  let cursor: string | undefined;
  do {
    const query = { limit: 1000, ...(cursor === undefined ? {} : { cursor }) };
    const answer = await api.GET("/api/v1/databases/{db}/objects/{id}/rules", {
      params: { path: { db, id }, query },
    });
    const rule = answer.data?.items.find((one) => one.principal.id === principal);
    if (rule !== undefined) return marksOf(rule.permissions);
    cursor = answer.data?.next ?? undefined;
  } while (cursor !== undefined);
  return null;
}

/** A principal as it stands in a database: its place, and its rules. */
export interface Snapshot {
  principal: string;
  place: Place | null;
  rules: [string, Marks][];
}

/** What brings principals back to where they stood. */
export function restoring(snapshots: Snapshot[]): RightsChange[] {
  return snapshots.flatMap(({ principal, place, rules }) => [
    placeChange(principal, place),
    ...ruleChanges(principal, rules),
  ]);
}

/** Rules as changes. */
export function ruleChanges(principal: string, rules: [string, Marks][]): RightsChange[] {
  return rules.map(([object, marks]) => {
    return { kind: "rule", object, principal, permissions: marks as Record<string, "allow" | "deny"> };
  });
}
