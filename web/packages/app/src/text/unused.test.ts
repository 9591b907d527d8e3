import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { en } from "./en/index.ts";
import { later } from "./en/later.ts";

const ROOT = join(import.meta.dirname, "..");

/** The sources that say something: everything but the words themselves and the tests. */
function sources(): string[] {
  return readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !/^text\/(en|de)\//.test(name))
    .map((name) => readFileSync(join(ROOT, name), "utf8"));
}

/** Whether one of `files` looks up in the table `key` by what it has at hand, or goes through all of it. */
function lookedUp(key: string, files: string[]): boolean {
  const by = new RegExp(
    `\\.${key}(\\?\\.)?\\[|\\.${key} as Record|: Record<string, string> = [\\w.]*\\.${key};|Object\\.\\w+(<\\w+>)?\\([\\w.()]*\\.${key}\\)`,
  );
  return files.some((file) => by.test(file));
}

/** The keys of `words` that none of `files` names, where those are the sources that name what `words` are called. */
function unused(words: object, path: string[], files: string[]): string[] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) => {
    const named = files.filter((file) => new RegExp(`\\.${key}\\b|["']${key}["']|[{,] ${key}[ ,:]`).test(file));
    if (named.length === 0) return [[...path, key].join(".")];
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
    // An area is no table: what is looked up in it by a kind names that kind somewhere.
    if (path.length > 0 && lookedUp(key, named)) return [];
    return unused(value, [...path, key], named);
  });
}

test("every word is said somewhere", () => {
  const files = sources();
  expect(files.length, "the sources were found").toBeGreaterThan(200);
  // What the server refuses is looked up by its code.
  const { language: _, problems: __, ...first } = en;
  expect(unused({ ...first, ...later }, [], files)).toEqual([]);
});
