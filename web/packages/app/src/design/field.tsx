import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, type ReactNode, useId, useState } from "react";
import { useText } from "../text/index.ts";
import { IconButton } from "./button.tsx";
import { classes } from "./classes.ts";
import styles from "./field.module.css";

interface Around {
  label: string;
  /** A sentence below the field that helps before anything went wrong. */
  hint?: ReactNode;
  /** What is wrong with the value; shown instead of the hint. */
  error?: string | undefined;
}

function Labelled({ id, label, hint, error, children }: Around & { id: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children}
      {error !== undefined ? (
        <p className={styles.error} id={`${id}-note`} role="alert">
          {error}
        </p>
      ) : hint !== undefined ? (
        <p className={styles.hint} id={`${id}-note`}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}

function told(id: string, around: Around) {
  const note = around.error !== undefined || around.hint !== undefined;
  return { "aria-invalid": around.error !== undefined, "aria-describedby": note ? `${id}-note` : undefined };
}

export type TextFieldProps = Around & ComponentProps<"input"> & { mono?: boolean; end?: ReactNode };

/** A field of one line with its label, and what is wrong with it. */
export function TextField({ label, hint, error, mono, end, className, id: given, ...rest }: TextFieldProps) {
  const own = useId();
  const id = given ?? own;
  const around = { label, hint, error };
  return (
    <Labelled id={id} {...around}>
      <div className={styles.control}>
        <input
          id={id}
          className={classes(styles.input, mono && styles.mono, className)}
          autoComplete="off"
          spellCheck={false}
          {...told(id, around)}
          {...rest}
        />
        {end}
      </div>
    </Labelled>
  );
}

/** A field for a secret: hidden until its eye is pressed. */
export function PasswordField({ end, ...props }: TextFieldProps) {
  const t = useText();
  const [shown, setShown] = useState(false);
  return (
    <TextField
      mono
      type={shown ? "text" : "password"}
      autoComplete="current-password"
      autoCapitalize="off"
      {...props}
      end={
        <>
          <IconButton
            label={shown ? t.everywhere.hide : t.everywhere.show}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          </IconButton>
          {end}
        </>
      }
    />
  );
}

export type TextAreaProps = Around & ComponentProps<"textarea">;

/** A field of many lines. */
export function TextArea({ label, hint, error, className, id: given, ...rest }: TextAreaProps) {
  const own = useId();
  const id = given ?? own;
  const around = { label, hint, error };
  return (
    <Labelled id={id} {...around}>
      <div className={styles.control}>
        <textarea id={id} rows={4} className={classes(styles.input, className)} {...told(id, around)} {...rest} />
      </div>
    </Labelled>
  );
}

export type SelectFieldProps = Around & ComponentProps<"select">;

/** A choice among few, drawn by the browser itself: right on a telephone and for every reader. */
export function SelectField({ label, hint, error, className, id: given, children, ...rest }: SelectFieldProps) {
  const own = useId();
  const id = given ?? own;
  const around = { label, hint, error };
  return (
    <Labelled id={id} {...around}>
      <div className={styles.control}>
        <select id={id} className={classes(styles.input, className)} {...told(id, around)} {...rest}>
          {children}
        </select>
      </div>
    </Labelled>
  );
}

/** A box to tick, with its words beside it. */
export function Checkbox({ label, hint, ...rest }: { label: ReactNode; hint?: ReactNode } & ComponentProps<"input">) {
  const id = useId();
  return (
    <div className={styles.check}>
      <input id={id} type="checkbox" aria-describedby={hint !== undefined ? `${id}-note` : undefined} {...rest} />
      <label htmlFor={id}>
        {label}
        {hint !== undefined && <small id={`${id}-note`}>{hint}</small>}
      </label>
    </div>
  );
}
