import type { Lock } from "@strongroom/client";
import { useEffect } from "react";

/** What the stream of events tells; each only of what the person may see at that moment. */
export interface LiveEvents {
  "object.changed": { database: string; changed: string[]; gone: string[] };
  "lock.changed": { database: string; object: string; lock: Lock | null; released_by: string | null };
  "bin.changed": { database: string };
  "rights.changed": { database: string };
  "database.changed": { database: string };
  "database.gone": { database: string };
  "approvals.changed": { waiting: number };
  "notice.new": { unread: number };
}

/** Whether the stream stands; `away` while the server does not answer. */
export type LiveState = "off" | "on" | "away";

type Handler = (event: { type: keyof LiveEvents; data: unknown }) => void;

const handlers = new Set<Handler>();
const watchers = new Set<(state: LiveState) => void>();
let source: EventSource | null = null;
let state: LiveState = "off";

const TYPES: (keyof LiveEvents)[] = [
  "object.changed",
  "lock.changed",
  "bin.changed",
  "rights.changed",
  "database.changed",
  "database.gone",
  "approvals.changed",
  "notice.new",
];

function become(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const watcher of watchers) watcher(next);
}

/** Opens the stream of the session. The browser itself connects again after a break, with the last event's id. */
export function connect(): void {
  if (source !== null) return;
  const stream = new EventSource("/api/v1/events");
  source = stream;
  stream.onopen = () => become("on");
  stream.onerror = () => {
    become("away");
    // A refused answer ends an EventSource for good; a new one finds out whether the session still stands.
    if (stream.readyState === EventSource.CLOSED && source === stream) {
      source = null;
      setTimeout(() => state === "away" && connect(), 3_000);
    }
  };
  for (const type of TYPES) {
    stream.addEventListener(type, (event) => {
      const data: unknown = JSON.parse((event as MessageEvent<string>).data);
      for (const handler of handlers) handler({ type, data });
    });
  }
}

/** Closes the stream: at sign-out and when the page locks itself. */
export function disconnect(): void {
  source?.close();
  source = null;
  become("off");
}

/** Calls `handler` with each event of `type` while the component is on the page. */
export function useLive<T extends keyof LiveEvents>(type: T, handler: (data: LiveEvents[T]) => void): void {
  useEffect(() => listen(type, handler), [type, handler]);
}

/** Calls `handler` with each event of `type`; gives back how to stop. */
export function listen<T extends keyof LiveEvents>(type: T, handler: (data: LiveEvents[T]) => void): () => void {
  const one: Handler = (event) => {
    if (event.type === type) handler(event.data as LiveEvents[T]);
  };
  handlers.add(one);
  return () => {
    handlers.delete(one);
  };
}

/** Calls `watcher` when the stream comes or goes; gives back how to stop. */
export function watchLive(watcher: (state: LiveState) => void): () => void {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
}

/** The state of the stream now. */
export function liveState(): LiveState {
  return state;
}
