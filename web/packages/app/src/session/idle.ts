import { useEffect } from "react";

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"] as const;
const LOOK_EVERY = 5_000;

/**
 * Calls `lock` after `minutes` without a key, a pointer or a touch. Looks at the clock instead of counting timers, so
 * that a laptop that slept is found out at once.
 */
export function useIdleLock(minutes: number, lock: () => void): void {
  useEffect(() => {
    let last = Date.now();
    const alive = () => {
      if (Date.now() - last < minutes * 60_000) last = Date.now();
    };
    const look = () => {
      if (Date.now() - last >= minutes * 60_000) lock();
    };
    const timer = setInterval(look, LOOK_EVERY);
    for (const sign of SIGNS) addEventListener(sign, alive, { passive: true, capture: true });
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) removeEventListener(sign, alive, { capture: true });
      document.removeEventListener("visibilitychange", look);
    };
  }, [minutes, lock]);
}
