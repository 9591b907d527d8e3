import { describe, expect, test } from "vitest";
import { formOf, patchOf } from "./form.ts";
import { differences, merged, proposed } from "./merge.ts";
import { changed, entry, PASSWORD } from "./sample.ts";

const base = entry();
const mine = formOf(base, PASSWORD);
const field = (name: string, value: string) => base.fields.map((one) => (one.name === name ? { ...one, value } : one));

describe("two changes of one entry", () => {
  test("of different things need no choice", () => {
    const theirs = entry({ revision: 4, title: "Post office", fields: field("Rack", "C1") });
    const form = changed(mine, "username", { value: "admin" });
    const found = differences(base, form, theirs, new Set());
    expect(found.map(({ key, by }) => [key, by])).toEqual([
      ["title", "them"],
      ["field username", "me"],
      ["field Rack", "them"],
    ]);
    const result = merged(form, theirs, PASSWORD, found, proposed);
    expect(patchOf(theirs, result)).toEqual({ fields: [{ name: "username", value: "admin" }] });
  });

  test("of the same thing show both sides, and each may be chosen", () => {
    const theirs = entry({ revision: 4, fields: field("username", "theirs") });
    const form = changed(mine, "username", { value: "mine" });
    const [only] = differences(base, form, theirs, new Set());
    expect(only).toMatchObject({ by: "both", mine: "mine", theirs: "theirs" });
    const found = differences(base, form, theirs, new Set());
    expect(
      patchOf(
        theirs,
        merged(form, theirs, PASSWORD, found, () => "theirs"),
      ),
    ).toBeNull();
    expect(
      patchOf(
        theirs,
        merged(form, theirs, PASSWORD, found, () => "mine"),
      )?.fields,
    ).toEqual([{ name: "username", value: "mine" }]);
  });

  test("that say the same are none", () => {
    const theirs = entry({ revision: 4, title: "Same" });
    expect(differences(base, { ...mine, title: "Same" }, theirs, new Set())).toEqual([]);
  });

  test("of secrets are told without their values", () => {
    const theirs = entry({ revision: 4 });
    const form = changed(mine, "password", { value: "mine" });
    expect(differences(base, form, theirs, new Set(["password"]))[0]).toMatchObject({ by: "both", theirs: null });
    expect(differences(base, form, theirs, new Set())[0]).toMatchObject({ by: "me" });
    const them = differences(base, mine, theirs, new Set(["password"]));
    expect(them[0]).toMatchObject({ by: "them" });
    expect(patchOf(theirs, merged(mine, theirs, PASSWORD, them, proposed))).toBeNull();
  });

  test("of which one took the field away", () => {
    const theirs = entry({ revision: 4, fields: base.fields.filter(({ name }) => name !== "Rack") });
    const form = changed(mine, "Rack", { value: "B8" });
    const found = differences(base, form, theirs, new Set());
    expect(found[0]).toMatchObject({ by: "both", mine: "B8", theirs: null });
    expect(
      patchOf(
        theirs,
        merged(form, theirs, PASSWORD, found, () => "theirs"),
      ),
    ).toBeNull();
    expect(
      patchOf(
        theirs,
        merged(form, theirs, PASSWORD, found, () => "mine"),
      )?.fields,
    ).toEqual([{ name: "Rack", kind: "text", secret: false, custom: true, value: "B8" }]);
    const removed = { ...mine, fields: mine.fields.filter(({ name }) => name !== "Rack") };
    const other = entry({ revision: 4, fields: field("Rack", "C1") });
    const both = differences(base, removed, other, new Set());
    expect(both[0]).toMatchObject({ by: "both", mine: null, theirs: "C1" });
    expect(
      patchOf(
        other,
        merged(removed, other, PASSWORD, both, () => "mine"),
      )?.fields,
    ).toEqual([{ name: "Rack", value: null }]);
  });
});
