import type { PatchRetention, Retention } from "@strongroom/client";

/** The highest limits that the server takes; the lowest is 1. */
export const MOST: Record<keyof Retention, number> = {
  bin_days: 36_500,
  history_versions: 10_000,
  history_days: 36_500,
};

/** The limit that was typed; `null` without one, `undefined` where it is none that the server takes. */
export function limitOf(typed: string, most: number): number | null | undefined {
  const text = typed.trim();
  if (text === "") return null;
  if (!/^\d{1,6}$/.test(text)) return undefined;
  const limit = Number(text);
  return limit >= 1 && limit <= most ? limit : undefined;
}

/** What of the limits is another one now. */
export function retentionChange(before: Retention, typed: Record<keyof Retention, string>): PatchRetention {
  const changed: PatchRetention = {};
  for (const key of Object.keys(MOST) as (keyof Retention)[]) {
    const limit = limitOf(typed[key], MOST[key]);
    if (limit !== undefined && limit !== (before[key] ?? null)) changed[key] = limit;
  }
  return changed;
}

/** Whether something that is kept now would be gone at once: a limit that is lower, or that was not there. */
export function lowers(before: Retention, changed: PatchRetention): boolean {
  return (Object.keys(changed) as (keyof Retention)[]).some((key) => {
    const limit = changed[key] ?? null;
    return limit !== null && limit < (before[key] ?? Number.POSITIVE_INFINITY);
  });
}
