import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import styles from "./button.module.css";
import { classes } from "./classes.ts";
import spinning from "./spinner.module.css";

export interface ButtonProps extends ComponentProps<"button"> {
  /** `go` is the one useful action of a place, `danger` what can not be undone. */
  look?: "go" | "plain" | "danger" | "line";
  /** Shows that it is under way, and takes no second press. */
  busy?: boolean;
  icon?: ReactNode;
}

/** A button with words on it. */
export function Button({ look = "line", busy = false, icon, className, children, disabled, ...rest }: ButtonProps) {
  const kind = look === "line" ? undefined : styles[look];
  return (
    <button
      type="button"
      className={classes(styles.button, kind, className)}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy ? <LoaderCircle className={spinning.spinner} aria-hidden /> : icon}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label"> {
  /** What it does, in words: the accessible name, and the hint under the pointer. */
  label: string;
}

/** A button with a picture alone; its name is told to whoever does not see it, and under the pointer. */
export function IconButton({ label, className, children, ...rest }: IconButtonProps) {
  return (
    <button type="button" className={classes(styles.icon, className)} aria-label={label} title={label} {...rest}>
      {children}
    </button>
  );
}
