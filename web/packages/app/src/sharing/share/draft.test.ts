import type { Permission } from "@strongroom/client";
import { expect, it } from "vitest";
import { freshDraft, plansOf, type Shared } from "./draft.ts";

const all: Permission[] = ["access_entries", "read_entries", "modify_entries", "add_entries", "grant_access"];
const objects: Shared[] = [
  { id: "one", title: "One", rights: all },
  { id: "two", title: "Two", rights: ["access_entries", "read_entries", "modify_entries", "grant_access"] },
  { id: "three", title: "Three", rights: ["access_entries", "read_entries"] },
];
const people = ["mia", "ben"].map((id) => ({ id, kind: "user" as const, name: id }));

it("asks for a grant for each object and person, and leaves out what one may not share", () => {
  const plans = plansOf({ ...freshDraft(objects), people }, objects);
  expect(plans.map(({ object, grantee }) => `${object} ${grantee}`)).toEqual([
    "one mia",
    "one ben",
    "two mia",
    "two ben",
  ]);
});

it("never asks for more than the person has on each of them", () => {
  const plans = plansOf({ ...freshDraft(objects), people, level: "edit" }, objects);
  expect(plans.find(({ object }) => object === "one")?.permissions).toContain("add_entries");
  expect(plans.find(({ object }) => object === "two")?.permissions).not.toContain("add_entries");
});

it("begins with what is sure to be given, without end and without a seal", () => {
  const use: Shared = { id: "four", title: "Four", rights: ["access_entries", "grant_access"] };
  expect(freshDraft([use]).level).toBe("use");
  expect(plansOf({ ...freshDraft(objects), people }, objects)[0]).toMatchObject({ valid_to: null, seal: null });
});
