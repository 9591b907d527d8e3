/** What the dialogs of this part are asked to show; any list, menu or key may ask. */
import type { Effects } from "@strongroom/client";
import { useSyncExternalStore } from "react";
import { onWipe } from "../session/index.tsx";
import type { Shown } from "../vault/list/source.ts";
import type { Target } from "./calls.ts";

export type Question =
  | { kind: "move" | "copy"; objects: Shown[] }
  | { kind: "confirm-move"; objects: Shown[]; target: Target; effects: Effects }
  | { kind: "tag"; objects: Shown[] }
  | { kind: "new-folder"; target: Target }
  | { kind: "rename"; object: Shown; row: HTMLElement | null }
  | { kind: "share"; objects: Shown[] }
  | { kind: "export"; database: string; objects: Shown[] | null }
  | { kind: "icon"; object: Shown }
  | { kind: "print"; objects: Shown[] }
  | { kind: "keys" };

let question: Question | null = null;
const watchers = new Set<() => void>();

/** Shows a dialog; `null` closes it. */
export function ask(next: Question | null): void {
  question = next;
  for (const watcher of watchers) watcher();
}

onWipe(() => ask(null));

/** The dialog that is shown. */
export function useQuestion(): Question | null {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => question,
  );
}
