import type { ObjectAnswer } from "@strongroom/client";
import type { KeyboardEvent } from "react";
import { shownOf } from "../../moving/host.tsx";
import { useObjectKeys } from "../../moving/keys.ts";
import { useListKeys } from "./keys.ts";

const NONE: ReadonlySet<string> = new Set();

/** The keys of the list work beside it as well, on the entry that is open. */
export function useDetailsKeys(entry: ObjectAnswer): (event: KeyboardEvent) => void {
  const objectKeys = useObjectKeys();
  const listKeys = useListKeys(NONE);
  return (event) => {
    if (event.defaultPrevented || (event.target as Element).matches("input, textarea, select")) return;
    // A cut or a paste is for lists and trees.
    if ((event.ctrlKey || event.metaKey) && (event.key === "x" || event.key === "v")) return;
    const objects = shownOf(entry.database, [entry.id]);
    if (objectKeys(event, objects, null) || listKeys(event, objects[0] ?? null)) event.preventDefault();
  };
}
