/** Until when something is given: a few words for instants that people mean. */

export const UNTIL = ["hour", "today", "friday", "month", "date", "never"] as const;
/** `keep` leaves what is there. */
export type UntilChoice = (typeof UNTIL)[number] | "keep";

export interface Until {
  choice: UntilChoice;
  /** What stands in the field of `date`: a local date and time, as `2026-12-04T18:00`. */
  date: string;
}

/** The last minute of the day that lies `days` ahead, in the person's own time. */
function endOfDay(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 23, 59, 0);
}

/** How many days it is to the next Friday; on a Friday it is the one after: today has a choice of its own. */
function toFriday(now: Date): number {
  return (5 - now.getDay() + 7) % 7 || 7;
}

/** The instant that is meant; `null`: without end. `undefined` for what names none, as an empty date. */
export function instantOf({ choice, date }: Until, now = new Date()): string | null | undefined {
  switch (choice) {
    case "hour":
      return new Date(now.getTime() + 3_600_000).toISOString();
    case "today":
      return endOfDay(now, 0).toISOString();
    case "friday":
      return endOfDay(now, toFriday(now)).toISOString();
    case "month":
      return endOfDay(now, 30).toISOString();
    case "never":
      return null;
    case "date": {
      const chosen = new Date(date);
      return Number.isNaN(chosen.getTime()) ? undefined : chosen.toISOString();
    }
    case "keep":
      return undefined;
  }
}
