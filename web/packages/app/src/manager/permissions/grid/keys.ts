import type { KeyboardEvent } from "react";
import type { Setting } from "../marks.ts";

/** What a key asks of the grid. */
export type GridKey =
  | { kind: "move"; by: number; extend: boolean }
  | { kind: "edge"; last: boolean; extend: boolean }
  | { kind: "side"; by: number }
  | { kind: "set"; setting: Setting }
  | { kind: "cycle" }
  | { kind: "open" }
  | { kind: "single" }
  | { kind: "help" };

/** What a key means in the grid; single letters only where the person wants them. */
export function gridKey(event: KeyboardEvent, letters: boolean): GridKey | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const extend = event.shiftKey;
  switch (event.key) {
    case "ArrowDown":
      return { kind: "move", by: 1, extend };
    case "ArrowUp":
      return { kind: "move", by: -1, extend };
    case "Home":
    case "End":
      return { kind: "edge", last: event.key === "End", extend };
    case "ArrowRight":
      return { kind: "side", by: 1 };
    case "ArrowLeft":
      return { kind: "side", by: -1 };
    case "Delete":
    case "Backspace":
      return { kind: "set", setting: "none" };
    case " ":
      return { kind: "cycle" };
    case "Enter":
      return { kind: "open" };
    case "Escape":
      return { kind: "single" };
    case "?":
      return { kind: "help" };
  }
  if (!letters) return null;
  const letter = event.key.toLowerCase();
  if (letter === "a") return { kind: "set", setting: "allow" };
  if (letter === "d") return { kind: "set", setting: "deny" };
  return null;
}

const NEXT: Record<Setting, Setting> = { none: "allow", allow: "deny", deny: "none" };

/** What Space makes of a setting. */
export function cycled(setting: Setting): Setting {
  return NEXT[setting];
}
