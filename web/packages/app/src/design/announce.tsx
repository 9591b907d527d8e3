import { useEffect, useSyncExternalStore } from "react";

/** A sentence is taken away again after so many milliseconds: it was read by then, and nobody meets it later. */
const STAYS = 3_000;

let said: { text: string; at: number }[] = [];
let count = 0;
const listeners = new Set<() => void>();

function set(next: typeof said): void {
  said = next;
  for (const listener of listeners) listener();
}

/** Tells readers what changed by itself: a lock, an approval. Whoever sees the page sees it there. */
export function announce(text: string): void {
  count += 1;
  const one = { text, at: count };
  set([...said, one]);
  setTimeout(() => set(said.filter((other) => other !== one)), STAYS);
}

/** What was told to one person is not the next one's. */
export function announceNothing(): void {
  set([]);
}

/** Announces `text` whenever it becomes another one; null says nothing. */
export function useAnnounced(text: string | null): void {
  useEffect(() => {
    if (text !== null) announce(text);
  }, [text]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is announced, for the one polite region of the page; nobody sees it. */
export function Announced() {
  return useSyncExternalStore(subscribe, () => said).map(({ text, at }) => (
    <p key={at} className="unseen">
      {text}
    </p>
  ));
}
