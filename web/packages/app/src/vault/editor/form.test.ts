import type { EntryType } from "@strongroom/client";
import { describe, expect, test } from "vitest";
import { emptyForm, formOf, neededSecrets, newObjectOf, patchOf, withoutShown, withType } from "./form.ts";
import { changed, entry, PASSWORD } from "./sample.ts";

describe("a form", () => {
  const base = entry();
  const form = formOf(base, PASSWORD);

  test("has the fields of the type in its order, and then the others", () => {
    expect(form.fields.map(({ name }) => name)).toEqual(["username", "password", "url", "notes", "Rack", "PIN"]);
    expect(form.fields.map(({ value }) => value)).toEqual(["root", null, "", "", "B7", null]);
  });

  test("that nobody changed sends nothing, also after a look at a secret", () => {
    expect(patchOf(base, form)).toBeNull();
    expect(patchOf(base, changed(form, "password", { value: "v7", shown: "v7" }))).toBeNull();
  });

  test("sends what differs and nothing else", () => {
    const next = changed({ ...form, title: "Post office", category: "IT" }, "password", { value: "new", shown: "v7" });
    expect(patchOf(base, next)).toEqual({
      title: "Post office",
      category: "IT",
      fields: [{ name: "password", value: "new" }],
    });
  });

  test("takes custom fields away, makes and renames them", () => {
    const gone = { ...form, fields: form.fields.filter(({ name }) => name !== "Rack") };
    expect(patchOf(base, gone)).toEqual({ fields: [{ name: "Rack", value: null }] });
    const renamed = changed(form, "Rack", { name: "Place" });
    expect(patchOf(base, renamed)?.fields).toEqual([
      { name: "Rack", value: null },
      { name: "Place", kind: "text", secret: false, custom: true, value: "B7" },
    ]);
  });

  test("swaps two names without losing a value", () => {
    const keyed = changed(changed(form, "Rack", { name: "x" }), "PIN", { name: "Rack", value: "1234" });
    const next = changed(keyed, "x", { name: "PIN" });
    expect(patchOf(base, next)?.fields).toEqual([
      { name: "Rack", kind: "text", secret: true, custom: true, value: "1234" },
      { name: "PIN", kind: "text", secret: false, custom: true, value: "B7" },
    ]);
  });

  test("says which secrets a rename needs", () => {
    expect(neededSecrets(form)).toEqual([]);
    expect(neededSecrets(changed(form, "PIN", { name: "Door" }))).toEqual(["PIN"]);
  });

  test("takes a warning without words for none", () => {
    expect(patchOf(base, { ...form, warning: { level: "confirm", text: " " } })).toBeNull();
    const patch = patchOf(base, { ...form, warning: { level: "type", text: "Careful" } });
    expect(patch).toEqual({ warning: { level: "type", text: "Careful" } });
  });

  test("of another type keeps every value", () => {
    const other: EntryType = { name: "information", title: "Information", fields: PASSWORD.fields.slice(3) };
    const next = withType(changed(form, "url", { value: "https://a.example" }), other);
    expect(next.fields.map(({ name, custom }) => [name, custom])).toEqual([
      ["notes", false],
      ["username", true],
      ["password", true],
      ["url", true],
      ["Rack", true],
      ["PIN", true],
    ]);
  });

  test("keeps no secret in a draft that was only looked at", () => {
    const seen = changed(form, "password", { value: "v7", shown: "v7" });
    expect(JSON.stringify(withoutShown(seen))).not.toContain("v7");
    const typed = changed(form, "password", { value: "typed", shown: "v7" });
    expect(withoutShown(typed).fields[1]).toMatchObject({ value: "typed", shown: null });
  });

  test("of a new entry sends only what was filled in", () => {
    const fresh = changed({ ...emptyForm(PASSWORD), title: "New" }, "username", { value: "me" });
    expect(newObjectOf(fresh, "folder")).toMatchObject({
      parent: "folder",
      kind: "entry",
      type: "password",
      title: "New",
      fields: [{ name: "username", value: "me" }],
    });
  });
});
