import styles from "./kbd.module.css";

/** The keys of a command, as `"Ctrl K"`. For eyes only: the command says its keys to readers by `aria-keyshortcuts`. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <kbd className={styles.kbd} aria-hidden>
      {keys}
    </kbd>
  );
}
