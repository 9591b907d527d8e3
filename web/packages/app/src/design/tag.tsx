import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import styles from "./tag.module.css";

/** The state of something in one word, with a sign beside it: colour is never alone. */
export function Tag({
  look = "plain",
  icon,
  title,
  children,
}: {
  look?: "plain" | "seal" | "busy" | "allow" | "deny";
  icon?: ReactNode;
  /** What a pointer that rests on it is told beyond the word. */
  title?: string;
  children: ReactNode;
}) {
  return (
    <span className={classes(styles.tag, look !== "plain" && styles[look])} title={title}>
      {icon}
      {children}
    </span>
  );
}
