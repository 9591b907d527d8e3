import { useEffect } from "react";
import { useLocation } from "wouter";
import { newEntryAddress } from "../moving/addresses.ts";
import { ask } from "../moving/asking.ts";
import { usePreferences } from "../preferences/index.tsx";
import { useSession } from "../session/index.tsx";
import { placeOf } from "../vault/place.ts";
import { nextPane } from "./panes.ts";

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

/** Whether something lies over the page that has the keyboard now. What is told at its foot does not. */
function covered(): boolean {
  const over = document.querySelectorAll("[role='dialog'], [role='alertdialog'], [role='menu']");
  return [...over].some((one) => one.closest("[role='region']") === null);
}

/** The keys that work wherever one is: the key map, the next pane, a new entry, the lock (ux.md, rule 18). */
export function usePageKeys(database: string | null): void {
  const { lock } = useSession();
  const { shortcuts } = usePreferences().preferences;
  const [, navigate] = useLocation();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey) return;
      if (event.altKey && event.key.toLowerCase() === "l") {
        event.preventDefault();
        void lock();
        return;
      }
      if (covered()) return;
      if (event.key === "F6" && !event.altKey) nextPane(event.shiftKey ? -1 : 1);
      else if (event.altKey && event.key.toLowerCase() === "n") {
        const place = placeOf(location.pathname, location.search);
        const folder = place?.view.kind === "folder" ? place.view.folder : null;
        if (database === null) return;
        navigate(newEntryAddress({ database, folder }));
      } else if (event.key === "?" && shortcuts && !event.altKey && !typing(event.target)) ask({ kind: "keys" });
      else return;
      event.preventDefault();
    }
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [database, lock, navigate, shortcuts]);
}
