import { useCallback, useEffect, useRef, useState } from "react";

/** A secret is shown for so long, in milliseconds. */
const SHOWN = 20_000;

/** A press shorter than this toggles; a longer one shows for as long as it is held. */
const HELD = 350;

/**
 * Shows a secret by holding, and by a short press for whoever can not hold. Hides it after 20 seconds, when the page
 * loses the focus or is hidden, and when the object is another. The value lives here and nowhere else.
 */
export function useReveal(fetch: () => Promise<string>) {
  const [value, setValue] = useState<string | null>(null);
  const pressed = useRef<{ at: number; was: boolean } | null>(null);
  const wanted = useRef(false);

  const hide = useCallback(() => {
    wanted.current = false;
    setValue(null);
  }, []);

  useEffect(() => {
    if (value === null) return;
    const timer = setTimeout(hide, SHOWN);
    const onVisibility = () => document.hidden && hide();
    addEventListener("blur", hide);
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      clearTimeout(timer);
      removeEventListener("blur", hide);
      document.removeEventListener("visibilitychange", onVisibility);
    };
  }, [value, hide]);

  async function show() {
    wanted.current = true;
    const fetched = await fetch();
    if (wanted.current) setValue(fetched);
  }

  return {
    value,
    hide,
    /** The hold begins. */
    async press() {
      if (pressed.current !== null) return;
      pressed.current = { at: performance.now(), was: value !== null };
      if (value === null) await show();
    },
    /** The hold ends. */
    release() {
      const press = pressed.current;
      pressed.current = null;
      if (press === null) return;
      if (press.was || performance.now() - press.at > HELD) hide();
    },
  };
}
