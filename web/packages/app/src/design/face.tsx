import { classes } from "./classes.ts";
import styles from "./face.module.css";

/** The first letters of a name: of the first and the last word, or the first two of the only one. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters =
    words.length > 1
      ? [words[0], words[words.length - 1]].map((word) => [...(word ?? "")][0])
      : [...name.trim()].slice(0, 2);
  return letters.join("").toLocaleUpperCase();
}

/**
 * A person or a group as a small disc with letters; the name itself stands beside it. The letters are a picture and no
 * text: a button with a face on it is called by its name, and not by letters that nobody says.
 */
export function Face({ name, group = false }: { name: string; group?: boolean }) {
  return <span className={classes(styles.face, group && styles.group)} data-letters={initials(name)} aria-hidden />;
}
