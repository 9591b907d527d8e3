import type { ObjectAnswer } from "@strongroom/client";
import { useEffect, useRef } from "react";
import { announce } from "../../design/announce.tsx";
import { useText } from "../../text/index.ts";
import { useIsOwnLock } from "./own.ts";

/** Tells readers who begins to edit the entry that is open, and that it is free again. */
export function useLockTold({ title, lock }: ObjectAnswer): void {
  const t = useText();
  const isOwn = useIsOwnLock();
  // Whoever edits knows it.
  const holder = lock == null || isOwn(lock.holder) ? null : lock.holder;
  const before = useRef<string | null>(null);
  useEffect(() => {
    if (holder === before.current) return;
    announce(`${title}: ${holder === null ? t.vault.editedNoMore : t.vault.editing(holder)}`);
    before.current = holder;
  }, [holder, title, t]);
}
