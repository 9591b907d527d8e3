import { useFormat } from "../../text/format.ts";

/** The name under which the draft of an entry is kept. */
export function draftPlace(database: string, id: string): string {
  return `${database}/${id}`;
}

/** When a draft was written, as short as it can be said. */
export function useDraftTime(): (at: Date) => string {
  const format = useFormat();
  return (at) => {
    const today = at.toDateString() === new Date().toDateString();
    return today ? format.time(at.toISOString()) : format.dateTime(at.toISOString());
  };
}
