import { createContext, use, useContext } from "react";
import { en } from "./en/index.ts";
import type { later } from "./en/later.ts";

/** The words of the first look, in one language. A sentence with something in it is a function. */
export type Text = typeof en;

/** The words of what is fetched when it is gone to. */
export type Later = typeof later;

/** Every word that the app says. */
export type AllText = Text & Later;

/** The languages there are. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

export const TextContext = createContext<Text>(en);

/** The words in the language that the person chose. */
export function useText(): Text {
  return useContext(TextContext);
}

const all = new Map<Language, Promise<AllText>>();

/** All words, for what is fetched when it is gone to: its place shows that it loads until they are there. */
export function useAllText(): AllText {
  const { language } = useText();
  return use(allWords(language));
}

/** The words of `language` for the first look; German is fetched only by whoever reads it. */
export async function words(language: Language): Promise<Text> {
  return language === "de" ? (await import("./de/index.ts")).de : en;
}

/** All words of `language`, fetched once; asked again after a failure. */
export function allWords(language: Language): Promise<AllText> {
  const known = all.get(language);
  if (known !== undefined) return known;
  const rest = language === "de" ? import("./de/later.ts") : import("./en/later.ts");
  const made = Promise.all([words(language), rest]).then(([first, { later }]) => ({ ...first, ...later }));
  made.catch(() => all.delete(language));
  all.set(language, made);
  return made;
}

/** The language that the browser asks for, if there is one of ours among its choices. */
export function preferredLanguage(): Language {
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2));
  return wanted.find((tag): tag is Language => tag in LANGUAGES) ?? "en";
}
