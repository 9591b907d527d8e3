import type { AllText } from "../../text/index.ts";

/** What an event or a topic is called; one that this page does not know keeps its own name. */
export function eventName(event: string, t: AllText): string {
  const events: Record<string, string> = t.events.names;
  const topics: Record<string, string> = t.events.topics;
  return events[event] ?? topics[event] ?? event;
}
