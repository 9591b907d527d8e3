/**
 * The clipboard: what is copied is cleared again, and only if it is still ours. A page may write and clear only while
 * it has the focus, so what could not be cleared then is cleared when the focus comes back, and the page says so.
 */
import { toast } from "../../design/toast.tsx";
import { clipboardSeconds } from "../../server/clipboard-time.ts";
import { onWipe } from "../../session/index.tsx";
import type { Text } from "../../text/index.ts";

interface Ours {
  digest: string;
  timer: ReturnType<typeof setInterval>;
  close: () => void;
  /** What was copied, as it is called. */
  field: string;
}

let ours: Ours | null = null;
let waits = false;

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].join();
}

/** Copies a secret, says so with a countdown, and clears it when that is over, at a lock, and when asked to. */
export async function copySecret(secret: string, field: string, t: Text): Promise<void> {
  const kept = await digest(secret);
  try {
    await navigator.clipboard.writeText(secret);
  } catch {
    toast({ text: t.vault.copyFailed, look: "bad" });
    return;
  }
  // Nothing waits from here on: of two that are copied at once, one countdown stays.
  forget();
  const whole = clipboardSeconds();
  let left = whole;
  // The words stay the same, so that readers hear them once; the ring shows what is left.
  const show = () =>
    toast({
      text: t.vault.copied(field, whole),
      note: t.vault.copiedNote,
      lasts: 0,
      ring: { part: left / whole, left },
      action: { label: t.vault.clearNow, run: () => void clear(t) },
      id: "clipboard",
    });
  const timer = setInterval(() => {
    left -= 1;
    if (left > 0) show();
    else {
      clearInterval(timer);
      void clear(t);
    }
  }, 1000);
  ours = { digest: kept, timer, close: show(), field };
}

/** Copies what is no secret: nothing to clear. */
export async function copyPlain(text: string, field: string, t: Text): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast({ text: t.vault.copiedPlain(field) });
  } catch {
    toast({ text: t.vault.copyFailed, look: "bad" });
  }
}

function forget(): void {
  if (ours === null) return;
  clearInterval(ours.timer);
  ours.close();
  ours = null;
}

/** Clears the clipboard if what is in it is still the secret that was copied. */
async function clear(t: Text | null): Promise<void> {
  const mine = ours?.digest;
  if (mine === undefined) return;
  if (!document.hasFocus()) return wait(t);
  forget();
  try {
    const present = await navigator.clipboard.readText().catch(() => null);
    // Where the browser does not let the page look, it is cleared without: a secret that stays is worse.
    if (present === null || (await digest(present)) === mine) {
      await navigator.clipboard.writeText("");
      if (t !== null) toast({ text: t.vault.cleared });
    } else if (t !== null) toast({ text: t.vault.notCleared });
  } catch {
    if (t !== null) toast({ text: t.vault.copyFailed, look: "bad" });
  }
}

/** Says that the secret is still there, and clears it when the page has the focus again. */
function wait(t: Text | null): void {
  if (ours === null) return;
  clearInterval(ours.timer);
  if (t !== null) ours.close = toast({ text: t.vault.clearWaits(ours.field), look: "bad", id: "clipboard" });
  if (waits) return;
  waits = true;
  const back = () => {
    waits = false;
    void clear(t);
  };
  addEventListener("focus", back, { once: true });
}

onWipe(() => void clear(null));
