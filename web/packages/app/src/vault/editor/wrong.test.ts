import { expect, test } from "vitest";
import { en } from "../../text/en/index.ts";
import { emptyForm } from "./form.ts";
import { changed, PASSWORD } from "./sample.ts";
import { placeOf, wrongPlaces } from "./wrong.ts";

test.each([
  [{ pointer: "/fields/1/value", detail: "whatever" }, "/fields/1/value"],
  [{ detail: "the value of field 12 is longer than 65536 bytes" }, "/fields/12/value"],
  [{ detail: "the name of field 3 is empty" }, "/fields/3/name"],
  [{ detail: "field 2 has the name of another" }, "/fields/2/name"],
  [{ detail: "the title is empty" }, "/title"],
  [{ detail: "tag 1 is empty" }, "/tags"],
  [{ detail: "something else" }, ""],
  [{}, ""],
])("%j is about %s", (problem, place) => {
  expect(placeOf(problem)).toBe(place);
});

test("the place in what was sent is a place in the form", () => {
  const form = changed({ ...emptyForm(PASSWORD), title: "x" }, "url", { value: "a\u0007" });
  expect(wrongPlaces("/fields/0/value", null, form, en)).toEqual({ url: en.editor.invalid.url });
  expect(wrongPlaces("/title", null, form, en)).toEqual({ title: en.editor.invalidTitle });
  expect(wrongPlaces("/fields/7/value", null, form, en)).toEqual({});
});
