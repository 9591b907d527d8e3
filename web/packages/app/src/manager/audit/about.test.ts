import type { AuditRecord } from "@strongroom/client";
import { expect, test } from "vitest";
import { aboutOf } from "./about.ts";

const names = new Map([
  ["u1", "mia"],
  ["u2", "root"],
  ["g1", "Trainees"],
]);
const record = (details: Record<string, unknown>): AuditRecord => ({
  number: 1,
  at: "2030-01-01T00:00:00Z",
  event: "rule_set",
  actor: "u2",
  details: details as AuditRecord["details"],
  hash: "",
});
const about = (details: Record<string, unknown>) => aboutOf(record(details), (id) => names.get(id));

test("a record is about those whom it names, and not about who did it", () => {
  expect(about({ principal: { kind: "user", id: "u1" }, after: { marks: { read_entries: "allow" } } })).toEqual([
    "mia",
  ]);
  expect(about({ group: "g1", user: "u1" })).toEqual(["Trainees", "mia"]);
  expect(about({ user: "u2" })).toEqual([]);
});

test("where it names nobody, it says what was changed", () => {
  expect(about({ properties: ["name", "department"], subject: "nobody knows" })).toEqual(["name", "department"]);
  expect(about({})).toEqual([]);
});
