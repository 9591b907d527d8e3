import { useMemo } from "react";
import { usePreferences } from "../preferences/index.tsx";
import { useText } from "./index.ts";

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** Numbers, sizes and instants as the person's language writes them. */
export interface Format {
  number(n: number): string;
  /** A size in bytes, in units of 1,024. */
  bytes(n: number): string;
  date(instant: string): string;
  time(instant: string): string;
  dateTime(instant: string): string;
  /** To the second. */
  exact(instant: string): string;
  /** "3 minutes ago", "in 6 days"; seconds are "now". */
  relative(instant: string, now?: number): string;
  list(words: string[]): string;
  entries(n: number): string;
}

/** The person's language as their browser has it: with the region that says how dates are written. */
function localeOf(language: string): string {
  return navigator.languages.find((tag) => tag.slice(0, 2) === language) ?? language;
}

function make(language: string, entries: (n: string, one: boolean) => string): Format {
  const number = new Intl.NumberFormat(language);
  const small = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const date = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  const time = new Intl.DateTimeFormat(language, { timeStyle: "short" });
  const both = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const exact = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const list = new Intl.ListFormat(language);
  return {
    number: (n) => number.format(n),
    bytes(n) {
      const units = ["B", "KiB", "MiB", "GiB"];
      let size = n;
      let unit = 0;
      while (size >= 1024 && unit < units.length - 1) {
        size /= 1024;
        unit += 1;
      }
      return `${small.format(size)} ${units[unit]}`;
    },
    date: (instant) => date.format(new Date(instant)),
    time: (instant) => time.format(new Date(instant)),
    dateTime: (instant) => both.format(new Date(instant)),
    exact: (instant) => exact.format(new Date(instant)),
    relative(instant, now = Date.now()) {
      const seconds = (new Date(instant).getTime() - now) / 1000;
      const step = STEPS.find(([, length]) => Math.abs(seconds) >= length);
      return step === undefined
        ? relative.format(0, "second")
        : relative.format(Math.round(seconds / step[1]), step[0]);
    },
    list: (words) => list.format(words),
    entries: (n) => entries(number.format(n), n === 1),
  };
}

/** How to write numbers and instants in the language that the person chose. */
export function useFormat(): Format {
  const { language } = usePreferences().preferences;
  const t = useText();
  return useMemo(() => make(localeOf(language), t.everywhere.entries), [language, t]);
}
