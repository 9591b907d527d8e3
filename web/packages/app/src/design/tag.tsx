import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import styles from "./tag.module.css";

/** The state of something in one word, with a sign beside it: colour is never alone. */
export function Tag({
  look = "plain",
  icon,
  children,
}: {
  look?: "plain" | "seal" | "busy" | "allow" | "deny";
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <span className={classes(styles.tag, look !== "plain" && styles[look])}>
      {icon}
      {children}
    </span>
  );
}
