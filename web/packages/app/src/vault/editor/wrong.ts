import type { ObjectAnswer, Problem } from "@strongroom/client";
import type { Text } from "../../text/index.ts";
import { type Form, newObjectOf, patchOf } from "./form.ts";

/** How the server's sentence begins where it names no place: the member of what was sent, and the field's number. */
const SENTENCES: [RegExp, (number: string) => string][] = [
  [/^the title /, () => "/title"],
  [/^(?:tag |there are more than \d+ tags)/, () => "/tags"],
  [/^the category /, () => "/category"],
  [/^the warning /, () => "/warning/text"],
  [/^the name of field (\d+) /, (number) => `/fields/${number}/name`],
  [/^the value of field (\d+) /, (number) => `/fields/${number}/value`],
  [/^field (\d+) /, (number) => `/fields/${number}/name`],
];

/** The place that a refusal is about, as a JSON pointer into what was sent; empty where nobody can tell. */
export function placeOf({ pointer, detail }: Partial<Problem>): string {
  if (pointer != null) return pointer;
  for (const [sentence, place] of SENTENCES) {
    const found = sentence.exec(detail ?? "");
    if (found !== null) return place(found[1] ?? "");
  }
  return "";
}

/**
 * Which part of the form the server refused, and why, in the words of the person. `pointer` is a JSON pointer into what
 * was sent. Keys are those of fields, or `title`, `tags`, `category`, `warning`.
 */
export function wrongPlaces(pointer: string, base: ObjectAnswer | null, form: Form, t: Text): Record<string, string> {
  const [, member, number, part] = pointer.split("/");
  if (member === "title") return { title: t.editor.invalidTitle };
  if (member === "tags") return { tags: t.editor.invalidTags };
  if (member === "category" || member === "warning") return { [member]: t.editor.invalidPlace };
  if (member !== "fields") return {};
  const sent = base === null ? newObjectOf(form, null).fields : patchOf(base, form)?.fields;
  const name = sent?.[Number(number)]?.name;
  const field = form.fields.find((one) => one.name === name);
  if (field === undefined) return {};
  return { [field.key]: part === "value" ? t.editor.invalid[field.kind] : t.editor.invalidName };
}
