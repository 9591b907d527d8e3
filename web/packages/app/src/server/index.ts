import { createStrongroom } from "@strongroom/client";
import { QueryClient } from "@tanstack/react-query";

type Listener = () => void;
const listeners = new Set<Listener>();

/** The page's one client of the API. */
export const server = createStrongroom({
  onSignedOut() {
    for (const listener of listeners) listener();
  },
});

/** The typed calls of the API. */
export const { api } = server;

/** Calls `listener` whenever the server no longer knows the session; gives back how to stop. */
export function onSignedOut(listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** What was read from the server. Changes arrive over the stream of events, so nothing is asked twice out of habit. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 60_000, gcTime: 300_000, refetchOnWindowFocus: false, retry: false, networkMode: "always" },
    mutations: { retry: false, networkMode: "always" },
  },
});
