import type { Database, License, PolicyState } from "@strongroom/client";

/** Something that somebody should look at. */
export type Concern =
  | { kind: "closed"; database: Database }
  | { kind: "not_at_start"; database: Database }
  | { kind: "licence"; state: "expired" | "not_yet_valid" }
  | { kind: "licence_ends"; at: string }
  | { kind: "licence_full" }
  | { kind: "policies"; disabled: string[] };

const SOON = 30 * 24 * 60 * 60 * 1000;

interface Known {
  databases?: Database[] | undefined;
  licence?: License | undefined;
  policies?: Record<string, PolicyState> | undefined;
}

/** What needs attention in what the person may know, the most urgent first. */
export function concernsOf({ databases = [], licence, policies = {} }: Known, now: number): Concern[] {
  const found: Concern[] = [];
  const standard = databases.filter(({ kind }) => kind === "standard");
  for (const database of standard) {
    if (database.state === "closed") found.push({ kind: "closed", database });
  }
  if (licence !== undefined) {
    if (licence.state === "expired" || licence.state === "not_yet_valid") {
      found.push({ kind: "licence", state: licence.state });
    } else if (licence.valid_to != null && new Date(licence.valid_to).getTime() - now < SOON) {
      found.push({ kind: "licence_ends", at: licence.valid_to });
    }
    if (licence.used >= licence.seats) found.push({ kind: "licence_full" });
  }
  const disabled = Object.keys(policies).filter((permission) => policies[permission] === "disabled");
  if (disabled.length > 0) found.push({ kind: "policies", disabled });
  for (const database of standard) {
    if (database.state === "open" && !database.open_at_start) found.push({ kind: "not_at_start", database });
  }
  return found;
}
