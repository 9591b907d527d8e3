import { useSyncExternalStore } from "react";

const query = matchMedia("(width < 900px)");

/** Whether the page is too narrow for panes beside each other: then they stack. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      query.addEventListener("change", watcher);
      return () => query.removeEventListener("change", watcher);
    },
    () => query.matches,
  );
}
