import type { FieldKind, ObjectAnswer } from "@strongroom/client";
import { Settings2, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { Button, IconButton } from "../../design/button.tsx";
import { Checkbox, SelectField, TextField } from "../../design/field.tsx";
import { Popover } from "../../design/popover.tsx";
import { useText } from "../../text/index.ts";
import styles from "./editor.module.css";
import { FieldInput } from "./field-input.tsx";
import { alwaysSecret, type FormField } from "./form.ts";

const KINDS: FieldKind[] = [
  "text",
  "multiline",
  "password",
  "url",
  "email",
  "date",
  "number",
  "decimal",
  "boolean",
  "totp",
  "file",
];

interface Props {
  base: ObjectAnswer | null;
  field: FormField;
  error?: string | undefined;
  /** Whether another field has the same name. */
  twice: boolean;
  /** Was added just now: its name is asked for at once. */
  fresh: boolean;
  onChange: (change: Partial<FormField>) => void;
  onRemove: () => void;
}

/** A field with a name of the person's own: its value, and beside it its name, its kind, whether it is secret. */
export function CustomField({ base, field, error, twice, fresh, onChange, onRemove }: Props) {
  const t = useText();
  const [open, setOpen] = useState(fresh);
  const line = useRef<HTMLDivElement>(null);
  const always = alwaysSecret(field.kind);
  return (
    <div ref={line} className={styles.custom}>
      <FieldInput
        base={base}
        field={field}
        title={field.name === "" ? t.editor.newField : field.name}
        error={twice ? t.editor.sameName : error}
        onChange={onChange}
      />
      <span className={styles.tools}>
        <Popover
          padded
          open={open}
          onOpenChange={setOpen}
          after={() => line.current?.querySelector<HTMLElement>("input, textarea, select") ?? null}
          title={t.editor.fieldOptions(field.name)}
          trigger={
            <IconButton label={t.editor.fieldOptions(field.name)}>
              <Settings2 aria-hidden />
            </IconButton>
          }
        >
          <form
            className={styles.options}
            onSubmit={(event) => {
              event.preventDefault();
              event.stopPropagation();
              setOpen(false);
            }}
          >
            <TextField
              label={t.editor.fieldName}
              value={field.name}
              maxLength={200}
              error={twice ? t.editor.sameName : undefined}
              onFocus={(event) => fresh && event.target.select()}
              onChange={(event) => onChange({ name: event.target.value })}
            />
            <SelectField
              label={t.editor.fieldKind}
              value={field.kind}
              onChange={(event) => {
                const kind = event.target.value as FieldKind;
                onChange({ kind, secret: alwaysSecret(kind) || field.secret });
              }}
            >
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t.editor.kinds[kind]}
                </option>
              ))}
            </SelectField>
            <Checkbox
              label={t.editor.fieldSecret}
              checked={always || field.secret}
              disabled={always}
              onChange={(event) => onChange({ secret: event.target.checked })}
            />
            <Button type="submit" look="go">
              {t.everywhere.done}
            </Button>
          </form>
        </Popover>
        <IconButton label={t.editor.removeField(field.name)} onClick={onRemove}>
          <Trash2 aria-hidden />
        </IconButton>
      </span>
    </div>
  );
}
