import type { ObjectAnswer } from "@strongroom/client";
import { useEffect, useRef } from "react";
import { announce } from "../../design/announce.tsx";
import { useText } from "../../text/index.ts";

/** Tells readers who begins to edit the entry that is open, and that it is free again. */
export function useLockTold({ title, lock }: ObjectAnswer): void {
  const t = useText();
  const holder = lock?.holder ?? null;
  const before = useRef<string | null>(null);
  useEffect(() => {
    if (holder === before.current) return;
    announce(`${title}: ${holder === null ? t.vault.editedNoMore : t.vault.editing(holder)}`);
    before.current = holder;
  }, [holder, title, t]);
}
