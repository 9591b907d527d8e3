import { X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../../design/button.tsx";
import { useText } from "../../text/index.ts";
import styles from "./views.module.css";

/** What can be done with the lines that are chosen, at the foot of the list. */
export function ChosenBar({ count, clear, children }: { count: number; clear: () => void; children: ReactNode }) {
  const t = useText();
  return (
    <div className={styles.chosen} role="toolbar" aria-label={t.vault.chosen(count)}>
      <b>{t.vault.chosen(count)}</b>
      {children}
      <IconButton label={t.vault.clearChoice} onClick={clear}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}
