import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { useProblemText } from "../server/problem-text.ts";
import { useText } from "../text/index.ts";
import { Button, IconButton } from "./button.tsx";
import { classes } from "./classes.ts";
import styles from "./dialog.module.css";
import { useFinalFocus } from "./final-focus.ts";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  text?: ReactNode;
  size?: "small" | "medium" | "large";
  children: ReactNode;
  /** Buttons at the foot; the useful one last. */
  actions?: ReactNode;
  /** What has the keyboard first, where that is not the first field. */
  initialFocus?: () => HTMLElement | null;
}

/** A dialog in the middle of the page; focus goes back to where it was opened. */
export function Dialog({ open, onClose, title, text, size = "small", children, actions, initialFocus }: DialogProps) {
  const t = useText();
  const popup = useRef<HTMLDivElement>(null);
  const finalFocus = useFinalFocus(open, popup);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup
          ref={popup}
          className={classes(styles.popup, styles[size])}
          finalFocus={finalFocus}
          {...(initialFocus && { initialFocus })}
        >
          <header className={styles.header}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Base.Close render={<IconButton label={t.everywhere.close} />}>
              <X aria-hidden />
            </Base.Close>
          </header>
          {text !== undefined && <Base.Description className={styles.text}>{text}</Base.Description>}
          <div className={styles.body}>{children}</div>
          {actions !== undefined && <footer className={styles.footer}>{actions}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

interface FormDialogProps extends Omit<DialogProps, "actions"> {
  /** The words on the button that does it. */
  go: string;
  danger?: boolean;
  disabled?: boolean;
  /** What the dialog does. It closes when this is done; what it throws is told above the buttons. */
  submit: () => Promise<unknown>;
}

/** A dialog with one form: it does one thing, says what went wrong, and loses nothing that was typed. */
export function FormDialog({ go, danger, disabled, submit, children, onClose, ...rest }: FormDialogProps) {
  const t = useText();
  const say = useProblemText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  /** What went wrong is not told again the next time. */
  function close() {
    setError(null);
    onClose();
  }
  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    if (busy || disabled === true) return;
    setBusy(true);
    setError(null);
    try {
      await submit();
      close();
    } catch (problem) {
      setError(say(problem));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog {...rest} onClose={close}>
      <form onSubmit={onSubmit} noValidate className={styles.form}>
        {children}
        {error !== null && (
          <p className={styles.error} role="alert">
            {error}
          </p>
        )}
        <div className={styles.footer}>
          <Button look="plain" onClick={close}>
            {t.everywhere.cancel}
          </Button>
          <Button type="submit" look={danger === true ? "danger" : "go"} busy={busy} disabled={disabled}>
            {go}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
