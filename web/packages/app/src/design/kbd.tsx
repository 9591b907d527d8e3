import { useText } from "../text/index.ts";
import styles from "./kbd.module.css";

/**
 * The keys of a command, as `"Ctrl K"`; shown as they stand on the keyboard of the person's language. For eyes only: the
 * command says its keys to readers by `aria-keyshortcuts`.
 */
export function Kbd({ keys }: { keys: string }) {
  const t = useText();
  return (
    <kbd className={styles.kbd} aria-hidden>
      {t.keys.named(keys)}
    </kbd>
  );
}
