import { Toast as Base } from "@base-ui/react/toast";
import { Check, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "../text/index.ts";
import { Announced } from "./announce.tsx";
import { Button, IconButton } from "./button.tsx";
import { Ring } from "./ring.tsx";
import styles from "./toast.module.css";

export interface ToastOptions {
  text: string;
  /** A smaller sentence below it. */
  note?: string;
  /** A time that runs out, in place of the sign: how much of it is left, and so many seconds. Not told to readers. */
  ring?: { part: number; left: number };
  /** `bad` stays until it is closed. */
  look?: "good" | "bad";
  /** One thing to do about it: undo, clear now. */
  action?: { label: string; run: () => void };
  /** How long it stays, in milliseconds. */
  lasts?: number;
  /** A toast of the same id is changed instead of shown beside. */
  id?: string;
}

type Data = Pick<ToastOptions, "action" | "ring">;

const manager = Base.createToastManager();

const shown = new Set<string>();

/** Shows a toast, from anywhere; gives back how to take it away. Readers hear it in the page's polite region. */
export function toast({ text, note, ring, look = "good", action, lasts, id }: ToastOptions): () => void {
  const options = {
    title: text,
    description: note,
    type: look,
    timeout: lasts ?? (look === "bad" ? 0 : action === undefined ? 4_000 : 10_000),
    priority: look === "bad" ? ("high" as const) : ("low" as const),
    data: { action, ring } satisfies Data,
    onRemove: () => id !== undefined && shown.delete(id),
  };
  if (id !== undefined && shown.has(id)) {
    manager.update(id, options);
    return () => manager.close(id);
  }
  if (id !== undefined) shown.add(id);
  const made = manager.add({ ...options, ...(id === undefined ? {} : { id }) });
  return () => manager.close(made);
}

/** Takes every toast away: what was told to one person, and what they could undo, is not the next one's. */
export function closeToasts(): void {
  manager.close();
}

function Toasts() {
  const t = useText();
  const { toasts } = Base.useToastManager();
  return toasts.map((one) => {
    const { action, ring } = (one.data ?? {}) as Data;
    return (
      <Base.Root key={one.id} toast={one} className={styles.toast} swipeDirection="down">
        <Base.Content className={styles.content}>
          {ring !== undefined ? (
            <span className={styles.ring} aria-hidden>
              <Ring part={ring.part} label="" />
              <small>{ring.left}</small>
            </span>
          ) : one.type === "bad" ? (
            <TriangleAlert aria-hidden />
          ) : (
            <Check aria-hidden />
          )}
          <div>
            <Base.Title className={styles.title} render={<p />} />
            {one.description !== undefined && <Base.Description className={styles.note} render={<p />} />}
          </div>
          {action !== undefined && (
            <Button
              className={styles.action}
              onClick={() => {
                manager.close(one.id);
                action.run();
              }}
            >
              {action.label}
            </Button>
          )}
          <Base.Close render={<IconButton label={t.everywhere.close} className={styles.close} />}>
            <X aria-hidden />
          </Base.Close>
        </Base.Content>
      </Base.Root>
    );
  });
}

/** Where toasts appear, at the foot of the page, the newest in front: the one polite region for readers. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const t = useText();
  return (
    <Base.Provider toastManager={manager} limit={3}>
      {children}
      <Base.Portal>
        <Base.Viewport className={styles.viewport} aria-label={t.everywhere.told}>
          <Toasts />
          <Announced />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}
