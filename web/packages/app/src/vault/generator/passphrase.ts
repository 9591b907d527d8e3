import { below, oneOf, type Source } from "./random.ts";

export interface PassphraseOptions {
  words: number;
  separator: string;
  capitals: boolean;
  /** Puts a digit behind one of the words. */
  digit: boolean;
}

/** The 2,048 words of BIP 39: short, well known, and told apart by their first four letters. 11 bits each. */
export async function wordList(): Promise<readonly string[]> {
  return (await import("@scure/bip39/wordlists/english.js")).wordlist;
}

/** Words in a row. */
export function passphrase(options: PassphraseOptions, list: readonly string[], source?: Source): string {
  const words = Array.from({ length: options.words }, () => oneOf(list, source)).map((word) =>
    options.capitals ? `${word.charAt(0).toUpperCase()}${word.slice(1)}` : word,
  );
  if (options.digit && words.length > 0) {
    const at = below(words.length, source);
    words[at] = `${words[at]}${below(10, source)}`;
  }
  return words.join(options.separator);
}
