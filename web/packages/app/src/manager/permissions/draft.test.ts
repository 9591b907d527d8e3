import { expect, test } from "vitest";
import { changesOf, countOf, type Draft, deniesAtDatabase, withInheritance, withPlace, withRule } from "./draft.ts";

const NOTHING: Draft = { rules: {}, inheritance: {} };

test("a draft knows what it changes", () => {
  let draft = withRule(NOTHING, "servers", { read_entries: "allow" }, { read_entries: "deny", add_entries: "allow" });
  draft = withRule(draft, "servers", { read_entries: "deny" }, { add_entries: "allow" });
  draft = withInheritance(draft, "finance", true, false);
  expect(countOf(draft)).toBe(3);
  expect(changesOf(draft, "p")).toEqual([
    { kind: "rule", object: "servers", principal: "p", permissions: { add_entries: "allow" } },
    { kind: "inheritance", object: "finance", on: false },
  ]);
});

test("a place comes before the rules", () => {
  const place = { marks: { access_database: "allow" as const }, from: null, to: "2030-01-01T00:00:00Z" };
  const draft = withRule(withPlace(NOTHING, null, place), "servers", {}, { read_entries: "allow" });
  expect(countOf(draft)).toBe(3);
  expect(changesOf(draft, "p").map(({ kind }) => kind)).toEqual(["assignment", "rule"]);
});

test("only a deny at the database that is new is one to ask about", () => {
  const was = { marks: { print_entries: "deny" as const }, from: null, to: null };
  const more = { ...was, marks: { ...was.marks, export_entries: "allow" as const } };
  expect(deniesAtDatabase(withPlace(NOTHING, was, more))).toBe(false);
  const worse = { ...was, marks: { ...was.marks, export_entries: "deny" as const } };
  expect(deniesAtDatabase(withPlace(NOTHING, was, worse))).toBe(true);
  expect(deniesAtDatabase(withRule(NOTHING, "servers", {}, { read_entries: "deny" }))).toBe(false);
});
