/** How the person wants passwords made, kept in their browser: nothing of it is secret. */
import type { CharacterOptions } from "./characters.ts";
import type { PassphraseOptions } from "./passphrase.ts";

export type Way = "characters" | "passphrase" | "pattern";

export interface Options {
  way: Way;
  characters: CharacterOptions;
  passphrase: PassphraseOptions;
  pattern: string;
}

const KEY = "strongroom.generator";

const STANDARD: Options = {
  way: "characters",
  characters: { length: 20, classes: { lower: true, upper: true, digits: true, signs: true }, plain: false },
  passphrase: { words: 6, separator: "-", capitals: false, digit: false },
  pattern: "u{1}l{4}-d{4}-n{6}",
};

/** The options that were used last. */
export function keptOptions(): Options {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Options>;
    return {
      ...STANDARD,
      ...kept,
      characters: { ...STANDARD.characters, ...kept.characters },
      passphrase: { ...STANDARD.passphrase, ...kept.passphrase },
    };
  } catch {
    return STANDARD;
  }
}

/** Keeps them for the next time. */
export function keepOptions(options: Options): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(options));
  } catch {
    // A browser that keeps nothing starts with the standard the next time.
  }
}
