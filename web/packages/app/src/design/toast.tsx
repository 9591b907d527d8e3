import { Toast as Base } from "@base-ui/react/toast";
import { Check, TriangleAlert, X } from "lucide-react";
import { type ReactNode, useCallback } from "react";
import { useText } from "../text/index.ts";
import { Button, IconButton } from "./button.tsx";
import styles from "./toast.module.css";

export interface ToastOptions {
  text: string;
  /** `bad` stays until it is closed. */
  look?: "good" | "bad";
  /** One thing to do about it: undo, clear now. */
  action?: { label: string; run: () => void };
  /** How long it stays, in milliseconds. */
  lasts?: number;
}

const manager = Base.createToastManager();

/** Shows a toast, from anywhere; gives back how to take it away. Readers hear it in the page's polite region. */
export function toast({ text, look = "good", action, lasts }: ToastOptions): () => void {
  const id = manager.add({
    title: text,
    type: look,
    timeout: lasts ?? (look === "bad" ? 0 : action === undefined ? 4_000 : 10_000),
    priority: look === "bad" ? "high" : "low",
    data: { action },
  });
  return () => manager.close(id);
}

/** Changes the words of the page's toast `id`: a countdown that goes on. */
export function useToast(): (options: ToastOptions) => () => void {
  return useCallback((options: ToastOptions) => toast(options), []);
}

function Toasts() {
  const t = useText();
  const { toasts } = Base.useToastManager();
  return toasts.map((one) => {
    const action = (one.data as { action?: ToastOptions["action"] } | undefined)?.action;
    return (
      <Base.Root key={one.id} toast={one} className={styles.toast} swipeDirection="down">
        <Base.Content className={styles.content}>
          {one.type === "bad" ? <TriangleAlert aria-hidden /> : <Check aria-hidden />}
          <Base.Title className={styles.title} render={<p />} />
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
          <Base.Close render={<IconButton label={t.common.close} className={styles.close} />}>
            <X aria-hidden />
          </Base.Close>
        </Base.Content>
      </Base.Root>
    );
  });
}

/** Where toasts appear: at the foot of the page, the newest in front. */
export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider toastManager={manager} limit={3}>
      {children}
      <Base.Portal>
        <Base.Viewport className={styles.viewport}>
          <Toasts />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}
