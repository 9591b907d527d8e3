import { Dialog } from "../../../design/dialog.tsx";
import { Kbd } from "../../../design/kbd.tsx";
import { useAllText } from "../../../text/index.ts";
import styles from "./help.module.css";

/** The keys that matter most, below the grid. */
export function KeyLine({ letters, onHelp }: { letters: boolean; onHelp: () => void }) {
  const t = useAllText().permissionsScreen;
  return (
    <p className={styles.line}>
      {letters && (
        <>
          <span>
            <Kbd keys="A" /> {t.keyAllow}
          </span>
          <span>
            <Kbd keys="D" /> {t.keyDeny}
          </span>
        </>
      )}
      <span>
        <Kbd keys="Del" /> {t.keyClear}
      </span>
      <span>
        <Kbd keys="↑" /> <Kbd keys="↓" /> {t.keyMove}
      </span>
      <button type="button" className={styles.help} onClick={onHelp}>
        <Kbd keys="?" /> {t.keyAll}
      </button>
    </p>
  );
}

/** All keys of the grid. */
export function KeysDialog({ open, onClose, letters }: { open: boolean; onClose: () => void; letters: boolean }) {
  const all = useAllText();
  const t = all.permissionsScreen;
  const lines: [string, string][] = [
    ["↑ ↓ ← →", t.keys.arrows],
    ...(letters
      ? ([
          ["A", t.keys.allow],
          ["D", t.keys.deny],
        ] as [string, string][])
      : []),
    ["Del", t.keys.clear],
    ["Space", t.keys.cycle],
    ["Shift ↑ ↓", t.keys.block],
    ["Enter", t.keys.open],
    ["Ctrl S", t.keys.save],
    ["?", t.keys.help],
  ];
  return (
    <Dialog open={open} onClose={onClose} title={t.keysTitle}>
      <dl className={styles.keys}>
        {lines.map(([keys, what]) => (
          <div key={keys}>
            <dt>{all.keys.named(keys)}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
