import type { ObjectAnswer } from "@strongroom/client";
import { Eye, EyeOff, Undo2 } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "../../design/button.tsx";
import { TextArea, TextField } from "../../design/field.tsx";
import { useProblemText } from "../../server/problem-text.ts";
import { Strength } from "../../session/strength.tsx";
import { useText } from "../../text/index.ts";
import { GeneratorButton } from "../generator/index.tsx";
import { reveal } from "../secrets/reveal.ts";
import { tellUnlessTurnedBack } from "../secrets/tell.ts";
import styles from "./editor.module.css";
import type { FormField } from "./form.ts";

/** A secret in the open is hidden again after so long, in milliseconds. */
const SHOWN = 20_000;

interface Props {
  base: ObjectAnswer | null;
  field: FormField;
  title: string;
  error?: string | undefined;
  onChange: (change: Partial<FormField>) => void;
}

/** A secret: fetched only when somebody wants to see it, hidden again soon, left alone unless something is typed. */
export function SecretField({ base, field, title, error, onChange }: Props) {
  const t = useText();
  const say = useProblemText();
  const [open, setOpen] = useState(false);
  const untouched = field.value === null;
  const stored = field.was !== null && base !== null;

  useEffect(() => {
    if (!open) return;
    const hide = () => setOpen(false);
    const timer = setTimeout(hide, SHOWN);
    addEventListener("blur", hide);
    return () => {
      clearTimeout(timer);
      removeEventListener("blur", hide);
    };
  }, [open]);

  async function toggle() {
    if (open) return setOpen(false);
    try {
      if (untouched && base !== null && field.was !== null) {
        const value = (await reveal(base.database, base, "show", [field.was]))[field.was] ?? "";
        onChange({ value, shown: value });
      }
      setOpen(true);
    } catch (problem) {
      tellUnlessTurnedBack(problem, say);
    }
  }

  const lines = field.kind === "multiline" || field.value?.includes("\n") === true;
  const shared = {
    label: title,
    error,
    hint: field.kind === "totp" ? t.editor.totpHint : undefined,
    autoComplete: "new-password",
    autoCapitalize: "off",
    spellCheck: false,
    placeholder: untouched ? t.editor.unchanged : undefined,
    value: field.value ?? "",
  };
  const buttons = (
    <>
      <IconButton
        label={open ? t.editor.hideSecret(title) : t.editor.showSecret(title)}
        aria-pressed={open}
        onClick={() => void toggle()}
      >
        {open ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
      </IconButton>
      {stored && !untouched && (
        <IconButton
          label={t.editor.keepSecret(title)}
          onClick={() => {
            setOpen(false);
            onChange({ value: null, shown: null });
          }}
        >
          <Undo2 aria-hidden />
        </IconButton>
      )}
      {field.kind === "password" && (
        <GeneratorButton
          of={title}
          onUse={(value) => {
            onChange({ value });
            setOpen(true);
          }}
        />
      )}
    </>
  );
  return (
    <div className={styles.secret}>
      {lines ? (
        <div className={styles.beside}>
          <TextArea
            {...shared}
            className={open || (field.value ?? "") === "" ? undefined : styles.masked}
            onChange={(event) => {
              // What is typed into an empty field is seen; what was there is seen when it is asked for.
              if ((field.value ?? "") === "") setOpen(true);
              onChange({ value: event.target.value });
            }}
          />
          <span>{buttons}</span>
        </div>
      ) : (
        <TextField
          {...shared}
          mono
          type={open ? "text" : "password"}
          end={buttons}
          onChange={(event) => onChange({ value: event.target.value })}
        />
      )}
      {field.kind === "password" && field.value !== null && field.value !== field.shown && (
        <Strength password={field.value} />
      )}
    </div>
  );
}
