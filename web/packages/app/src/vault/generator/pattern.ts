import { CLASSES } from "./characters.ts";
import { oneOf, type Source } from "./random.ts";

/** What one sign of a pattern stands for. */
const MEANINGS: Record<string, string> = {
  u: CLASSES.upper,
  l: CLASSES.lower,
  a: CLASSES.lower + CLASSES.upper,
  d: CLASSES.digits,
  n: CLASSES.lower + CLASSES.upper + CLASSES.digits,
  h: "0123456789abcdef",
  s: CLASSES.signs,
  x: CLASSES.lower + CLASSES.upper + CLASSES.digits + CLASSES.signs,
  c: "bcdfghjklmnpqrstvwxyz",
  v: "aeiou",
};

/** The most characters that a pattern may lead to. */
const MOST = 500;

/** Why a pattern can not be read. */
export class PatternError extends Error {}

/**
 * A password after a pattern: `u` capital, `l` small letter, `a` letter, `d` digit, `n` letter or digit, `h` hexadecimal,
 * `s` sign, `x` anything, `c` consonant, `v` vowel, `[abc]` one of these; `{4}` after it repeats; `\` before a sign, and
 * every other sign, means itself.
 */
export function pattern(text: string, source?: Source): string {
  const signs = [...text];
  const result: string[] = [];
  let at = 0;
  function set(): string {
    const end = signs.indexOf("]", at);
    if (end < 0 || end === at) throw new PatternError();
    const inside = signs.slice(at, end).join("");
    at = end + 1;
    return inside;
  }
  function times(): number {
    if (signs[at] !== "{") return 1;
    const end = signs.indexOf("}", at);
    const count = Number(signs.slice(at + 1, end).join(""));
    if (end < 0 || !Number.isInteger(count) || count < 0 || count > MOST) throw new PatternError();
    at = end + 1;
    return count;
  }
  while (at < signs.length) {
    const sign = signs[at] as string;
    at += 1;
    let from: string;
    if (sign === "[") from = set();
    else if (sign === "\\") {
      const literal = signs[at];
      if (literal === undefined) throw new PatternError();
      at += 1;
      from = literal;
    } else from = MEANINGS[sign] ?? sign;
    const choices = [...from];
    for (let count = times(); count > 0; count -= 1) result.push(oneOf(choices, source));
    if (result.length > MOST) throw new PatternError();
  }
  return result.join("");
}
