import { createContext, useContext } from "react";
import { en } from "./en/index.ts";

/** Every word that the app says, in one language. A sentence with something in it is a function. */
export type Text = typeof en;

/** The languages there are. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

export const TextContext = createContext<Text>(en);

/** The words in the language that the person chose. */
export function useText(): Text {
  return useContext(TextContext);
}

/** The words of `language`; German is fetched only by whoever reads it. */
export async function words(language: Language): Promise<Text> {
  return language === "de" ? (await import("./de/index.ts")).de : en;
}

/** The language that the browser asks for, if there is one of ours among its choices. */
export function preferredLanguage(): Language {
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2));
  return wanted.find((tag): tag is Language => tag in LANGUAGES) ?? "en";
}
