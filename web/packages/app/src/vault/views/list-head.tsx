import { PanelLeft } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../../design/button.tsx";
import { useNarrow } from "../../design/narrow.ts";
import { useText } from "../../text/index.ts";
import styles from "./views.module.css";

interface Props {
  title: string;
  sub?: string | undefined;
  /** Shows the navigation where panes stack. */
  onMenu: () => void;
  children?: ReactNode;
}

/** What stands above the list: its name, how much is in it, what can be made here. */
export function ListHead({ title, sub, onMenu, children }: Props) {
  const t = useText();
  const narrow = useNarrow();
  return (
    <header className={styles.head}>
      {narrow && (
        <IconButton label={t.vault.menu} onClick={onMenu}>
          <PanelLeft aria-hidden />
        </IconButton>
      )}
      <h1>{title}</h1>
      {sub !== undefined && <span className={styles.sub}>{sub}</span>}
      <div className={styles.right}>{children}</div>
    </header>
  );
}
