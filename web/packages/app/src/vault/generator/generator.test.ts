import { describe, expect, test } from "vitest";
import { alphabets, CLASSES, characters, LOOK_ALIKES } from "./characters.ts";
import { passphrase, wordList } from "./passphrase.ts";
import { PatternError, pattern } from "./pattern.ts";
import { below, type Source, shuffled } from "./random.ts";

/** Gives back these numbers in turn. */
function given(...numbers: number[]): Source {
  return (into) => {
    into[0] = numbers.shift() ?? 0;
  };
}

const ALL = { lower: true, upper: true, digits: true, signs: true };

describe("drawing", () => {
  test("throws away what would favour small numbers", () => {
    const last = 2 ** 32 - 1;
    expect(2 ** 32 % 10).toBe(6);
    expect(below(10, given(last, last - 5, last - 6))).toBe(9);
    expect(below(2 ** 32, given(last))).toBe(last);
    expect(below(1, given(7))).toBe(0);
  });

  test("takes only ranges that there are", () => {
    for (const limit of [0, -1, 1.5, 2 ** 32 + 1, Number.NaN]) expect(() => below(limit)).toThrow(RangeError);
  });

  test("is even, as far as chi-squared can tell", () => {
    const counts = new Array<number>(62).fill(0);
    const draws = 62 * 1_000;
    for (let at = 0; at < draws; at += 1) {
      const drawn = below(62);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    const chi = counts.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
    // 61 degrees of freedom: beyond 150 once in a hundred million runs.
    expect(chi).toBeLessThan(150);
  });

  test("of an order keeps everything", () => {
    expect(shuffled([1, 2, 3, 4, 5]).sort()).toEqual([1, 2, 3, 4, 5]);
  });
});

describe("passwords of characters", () => {
  test("have their length, and one of each class", () => {
    for (const length of [4, 5, 8, 20, 128]) {
      for (let round = 0; round < 50; round += 1) {
        const made = characters({ length, classes: ALL, plain: false });
        expect(made).toHaveLength(length);
        for (const set of Object.values(CLASSES)) expect([...made].some((sign) => set.includes(sign))).toBe(true);
      }
    }
  });

  test("hold nothing that was not wanted", () => {
    const made = characters({ length: 400, classes: { ...ALL, signs: false, upper: false }, plain: true });
    expect(made).toMatch(/^[a-z0-9]+$/);
    for (const sign of LOOK_ALIKES) expect(made).not.toContain(sign);
  });

  test("of nothing are nothing", () => {
    const none = { lower: false, upper: false, digits: false, signs: false };
    expect(alphabets({ classes: none, plain: false })).toEqual([]);
    expect(characters({ length: 10, classes: none, plain: false })).toBe("");
  });
});

describe("passphrases", () => {
  test("are words of the list", async () => {
    const list = await wordList();
    expect(list).toHaveLength(2048);
    expect(new Set(list).size).toBe(2048);
    const words = passphrase({ words: 6, separator: "-", capitals: false, digit: false }, list).split("-");
    expect(words).toHaveLength(6);
    for (const word of words) expect(list).toContain(word);
    const dressed = passphrase({ words: 4, separator: " ", capitals: true, digit: true }, list);
    expect(dressed).toMatch(/^([A-Z][a-z]+\d? ?){4}$/);
    expect(dressed).toMatch(/\d/);
  });
});

describe("patterns", () => {
  test("say what each sign is", () => {
    expect(pattern("u{2}l{3}-d{4}")).toMatch(/^[A-Z]{2}[a-z]{3}-\d{4}$/);
    expect(pattern("[xyz]{20}")).toMatch(/^[xyz]{20}$/);
    expect(pattern("\\u\\[h{8}")).toMatch(/^u\[[0-9a-f]{8}$/);
    expect(pattern("cvcv")).toMatch(/^[b-z][aeiou][b-z][aeiou]$/);
    expect(pattern("")).toBe("");
    expect(pattern("😀{3}")).toBe("😀😀😀");
  });

  test("that can not be read are refused", () => {
    for (const bad of ["[abc", "[]", "d{", "d{x}", "d{-1}", "d{501}", "d{400}d{400}", "\\"]) {
      expect(() => pattern(bad), bad).toThrow(PatternError);
    }
  });
});
