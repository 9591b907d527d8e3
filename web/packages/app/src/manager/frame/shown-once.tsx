import { Copy, Printer } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../../design/button.tsx";
import { Dialog } from "../../design/dialog.tsx";
import { Checkbox } from "../../design/field.tsx";
import { useAllText } from "../../text/index.ts";
import { copySecret } from "../../vault/secrets/clipboard.ts";
import styles from "./shown-once.module.css";
import { Caution } from "./state.tsx";

interface ShownOnceProps {
  title: string;
  /** What it is for, and who should have it. */
  text: ReactNode;
  secret: string;
  onClose: () => void;
}

/** A secret that the server tells this once: to copy or to print, and gone when the dialog closes. */
export function ShownOnce({ title, text, secret, onClose }: ShownOnceProps) {
  const t = useAllText();
  const words = t.manager.once;
  const [kept, setKept] = useState(false);

  return (
    <Dialog
      open
      // Escape or a click beside it would lose the secret for good; only the button closes it.
      onClose={() => kept && onClose()}
      title={title}
      text={text}
      size="medium"
      actions={
        <>
          <Button icon={<Printer aria-hidden />} onClick={() => print()}>
            {words.print}
          </Button>
          <Button icon={<Copy aria-hidden />} onClick={() => void copySecret(secret, title, t)}>
            {t.everywhere.copy}
          </Button>
          <Button look="go" disabled={!kept} onClick={onClose}>
            {t.everywhere.done}
          </Button>
        </>
      }
    >
      <div className={styles.once} data-print>
        <output className={styles.secret} aria-label={title}>
          {secret}
        </output>
        <Caution look="warn">{words.never}</Caution>
        <Checkbox label={words.kept} checked={kept} onChange={(event) => setKept(event.target.checked)} />
      </div>
    </Dialog>
  );
}
