import { describe, expect, test } from "vitest";
import { marked, wordsOf } from "./marks.ts";

const shown = (text: string, query: string) =>
  marked(text, wordsOf(query))
    .map(({ text, hit }) => (hit ? `[${text}]` : text))
    .join("");

describe("the words of a search", () => {
  test.each([
    ["Mail server", "mail", "[Mail] server"],
    ["Mail server", "serv mai", "[Mai]l [serv]er"],
    ["Müller & Söhne", "muller sohne", "[Müller] & [Söhne]"],
    ["Hauptstraße 5", "strasse", "Haupt[straße] 5"],
    ["aXaXa", "x", "a[X]a[X]a"],
    ["Two words here", '"two words"', "[Two words] here"],
    ["Mail", "-mail tag:mail", "Mail"],
    ["root on mail", "user:root", "[root] on mail"],
    ["<b>", "<b>", "[<b>]"],
    ["nothing", "", "nothing"],
  ])("in %s of %s", (text, query, expected) => {
    expect(shown(text, query)).toBe(expected);
  });
});
