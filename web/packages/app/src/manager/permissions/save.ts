import type { ObjectLook, RightsChange, Rule } from "@strongroom/client";
import { api, queries } from "../../server/index.ts";
import { itemsOf } from "../../server/pages.ts";
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
export function reachItems(db: string, principal: string, signal?: AbortSignal) {
  return itemsOf<ObjectLook>((cursor) => {
    const params = { path: { db }, query: { principal, limit: 1000, cursor } };
    return api.GET("/api/v1/databases/{db}/reach", { params, signal });
  });
}

/** The marks of one principal on one object; none where it has none there. */
async function ruleOn(db: string, id: string, principal: string): Promise<Marks | null> {
  const rules = itemsOf<Rule>((cursor) => {
    const params = { path: { db, id }, query: { limit: 1000, cursor } };
    return api.GET("/api/v1/databases/{db}/objects/{id}/rules", { params });
  });
  for await (const rule of rules) if (rule.principal.id === principal) return marksOf(rule.permissions);
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
