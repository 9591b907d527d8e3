import { type RefObject, useMemo } from "react";

/**
 * Where the keyboard goes when a dialog closes: to what had it before, also where a field of the dialog takes it as soon
 * as it is there. Whatever has taken it meanwhile outside of the dialog keeps it.
 */
export function useFinalFocus(open: boolean, popup: RefObject<HTMLElement | null>): () => HTMLElement | boolean {
  // Before the dialog is drawn, so before anything in it has the keyboard.
  const opener = useMemo(() => (open ? document.activeElement : null), [open]);
  return () => {
    const now = document.activeElement;
    if (now !== null && now !== document.body && popup.current?.contains(now) !== true) return false;
    return opener instanceof HTMLElement && opener.isConnected && opener !== document.body ? opener : true;
  };
}
