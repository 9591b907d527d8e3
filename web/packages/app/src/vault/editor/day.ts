/** The day on which an instant is, where the person is: `2026-01-31`. */
export function dayOf(instant: string | null): string {
  if (instant === null) return "";
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return "";
  const two = (n: number) => String(n).padStart(2, "0");
  return `${String(at.getFullYear()).padStart(4, "0")}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The last second of a day where the person is: what expires on a day is good all through it. */
export function endOfDay(day: string): string | null {
  if (day === "") return null;
  const at = new Date(`${day}T23:59:59`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
