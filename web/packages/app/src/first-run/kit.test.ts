import { expect, test } from "vitest";
import { anyOf, isWord, wordsOf } from "./kit.ts";

const CODE = "0A1B-2C3D-4E5F-6G7H-8J9K-0M1N-2P3Q";

test("a word of the code is the right one at its place, and no other", () => {
  expect(wordsOf(CODE)).toHaveLength(7);
  expect(isWord(CODE, 3, " 6g7h ")).toBe(true);
  for (const [index, typed] of [
    [3, "8J9K"],
    [3, ""],
    [3, CODE],
    [7, ""],
    [-1, ""],
  ] as const) {
    expect(isWord(CODE, index, typed), typed).toBe(false);
  }
});

test("any place is drawn, and none beyond", () => {
  const drawn = new Set(Array.from({ length: 500 }, () => anyOf(7)));
  expect([...drawn].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
});
