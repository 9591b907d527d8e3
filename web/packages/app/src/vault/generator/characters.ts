import { oneOf, type Source, shuffled } from "./random.ts";

/** The classes of characters, in the order in which they are offered. */
export const CLASSES = {
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  digits: "0123456789",
  signs: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
} as const;
export type CharacterClass = keyof typeof CLASSES;

/** Characters that are taken for each other when somebody reads them aloud or types them off. */
export const LOOK_ALIKES = "0Oo1lI|5S2Z8B`'\"";

export interface CharacterOptions {
  length: number;
  classes: Record<CharacterClass, boolean>;
  /** Leaves out what looks alike. */
  plain: boolean;
}

/** The characters of each class that is wanted; classes of which nothing is left are not there. */
export function alphabets({ classes, plain }: Pick<CharacterOptions, "classes" | "plain">): string[] {
  return (Object.keys(CLASSES) as CharacterClass[])
    .filter((name) => classes[name])
    .map((name) => [...CLASSES[name]].filter((sign) => !plain || !LOOK_ALIKES.includes(sign)).join(""))
    .filter((signs) => signs !== "");
}

/**
 * A password of characters, with at least one of each class that is wanted where it is long enough. What has one of
 * each is drawn from all of those that have, evenly: one that has not is thrown away as a whole.
 */
export function characters(options: CharacterOptions, source?: Source): string {
  const sets = alphabets(options);
  const all = sets.join("");
  if (all === "") return "";
  const draw = () => Array.from({ length: options.length }, () => oneOf(all, source));
  if (options.length < sets.length * 2) {
    // So short a password would be thrown away too often: one of each, the rest from all, in any order.
    const first = sets.slice(0, options.length).map((set) => oneOf(set, source));
    return shuffled([...first, ...draw().slice(first.length)], source).join("");
  }
  for (;;) {
    const signs = draw();
    if (sets.every((set) => signs.some((sign) => set.includes(sign)))) return signs.join("");
  }
}
