import { useSyncExternalStore } from "react";
import { liveState, watchLive } from "../../server/live.ts";

/** Whether the server answers: the stream of events stands. */
export function useConnection(): boolean {
  return useSyncExternalStore(watchLive, () => liveState() !== "away");
}
