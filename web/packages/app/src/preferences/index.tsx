import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { en } from "../text/en/index.ts";
import { type Language, preferredLanguage, type Text, TextContext, words } from "../text/index.ts";

/** How one person wants the app to look, kept in their browser. Nothing secret belongs in here. */
export interface Preferences {
  language: Language;
  theme: "system" | "light" | "dark";
  contrast: "normal" | "high";
  density: "dense" | "comfortable";
  /** Minutes without a key or a pointer until the page locks itself. */
  idleMinutes: number;
  /** Whether single letters work in lists and grids (WCAG 2.1.4: they can be switched off). */
  shortcuts: boolean;
  /** Widths of panes in pixels, by the name of their split. */
  panes: Record<string, number>;
}

const KEY = "strongroom.preferences";

function initial(): Preferences {
  const standard: Preferences = {
    language: preferredLanguage(),
    theme: "system",
    contrast: matchMedia("(prefers-contrast: more)").matches ? "high" : "normal",
    density: matchMedia("(pointer: coarse)").matches ? "comfortable" : "dense",
    idleMinutes: 10,
    shortcuts: true,
    panes: {},
  };
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences>;
    return { ...standard, ...kept };
  } catch {
    return standard;
  }
}

interface Held {
  preferences: Preferences;
  prefer(change: Partial<Preferences>): void;
}

const PreferencesContext = createContext<Held | null>(null);

/** The preferences of the person, and how to change them. */
export function usePreferences(): Held {
  const held = useContext(PreferencesContext);
  if (held === null) throw new Error("usePreferences outside of its provider");
  return held;
}

/** Keeps the preferences, and puts them on the page: language, colours, contrast, height of rows. */
export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [preferences, setPreferences] = useState(initial);
  const [text, setText] = useState<Text | null>(preferences.language === "en" ? en : null);

  useEffect(() => {
    const root = document.documentElement;
    root.dataset.theme = preferences.theme;
    root.dataset.contrast = preferences.contrast;
    root.dataset.density = preferences.density;
    try {
      localStorage.setItem(KEY, JSON.stringify(preferences));
    } catch {
      // A browser that keeps nothing shows the standard look the next time; nothing is lost.
    }
  }, [preferences]);

  useEffect(() => {
    let current = true;
    document.documentElement.lang = preferences.language;
    void words(preferences.language).then((loaded) => current && setText(loaded));
    return () => {
      current = false;
    };
  }, [preferences.language]);

  const held = useMemo<Held>(
    () => ({
      preferences,
      prefer: (change) => setPreferences((before) => ({ ...before, ...change })),
    }),
    [preferences],
  );
  if (text === null) return null;
  return (
    <PreferencesContext value={held}>
      <TextContext value={text}>{children}</TextContext>
    </PreferencesContext>
  );
}
