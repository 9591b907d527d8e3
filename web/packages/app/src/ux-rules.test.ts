import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const TESTS = join(import.meta.dirname, "../../../e2e/tests");

/** The rules are numbered to here; the add-on's and the agent's are shown by their own tests. */
const LAST = 24;
const ELSEWHERE = [16, 17];

const files = readdirSync(TESTS).filter((name) => name.endsWith(".spec.ts"));
const lines = files.flatMap((file) => {
  const all = readFileSync(join(TESTS, file), "utf8").split("\n");
  return all.map((line, at) => ({ at: `${file}:${at + 1}`, line: line.trim(), next: (all[at + 1] ?? "").trim() }));
});
const marks = lines.filter(({ line }) => line.startsWith("// rule:"));

test("every rule of how clients behave has a test in the browser", () => {
  const shown = new Set(marks.flatMap(({ line }) => (line.match(/\d+/g) ?? []).map(Number)));
  const wanted = Array.from({ length: LAST }, (_, at) => at + 1).filter((rule) => !ELSEWHERE.includes(rule));
  expect(wanted.filter((rule) => !shown.has(rule))).toEqual([]);
  expect([...shown].filter((rule) => !wanted.includes(rule))).toEqual([]);
});

test("the number of a rule stands directly above the test that shows it", () => {
  const fits = ({ line, next }: { line: string; next: string }) =>
    /^\/\/ rule: ux \d+(, \d+)*$/.test(line) && /^test\(/.test(next);
  expect(marks.filter((mark) => !fits(mark)).map(({ at, line }) => `${at} ${line}`)).toEqual([]);
});
