import type { EntryType, Importance, WarningLevel } from "@strongroom/client";
import { Checkbox, SelectField, TextArea, TextField } from "../../design/field.tsx";
import { IconField } from "../../icons/field.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { dayOf, endOfDay } from "./day.ts";
import styles from "./editor.module.css";
import { type Form, withType } from "./form.ts";
import { TagsField } from "./tags-field.tsx";

interface Props {
  form: Form;
  types: EntryType[];
  wrong: Record<string, string>;
  onChange: (form: Form) => void;
}

/** What is said about an entry beside its fields. */
export function Properties({ form, types, wrong, onChange }: Props) {
  const t = useText();
  const format = useFormat();
  const words = t.editor;
  const level = form.warning?.level ?? "none";
  const set = (change: Partial<Form>) => onChange({ ...form, ...change });
  return (
    <div className={styles.group}>
      <IconField value={form.icon} onChange={(icon) => set({ icon })} />
      <TagsField tags={form.tags} error={wrong.tags} onChange={(tags) => set({ tags })} />
      <div className={styles.pair}>
        <TextField
          label={words.category}
          value={form.category}
          error={wrong.category}
          onChange={(event) => set({ category: event.target.value })}
        />
        <SelectField
          label={words.importance}
          value={form.importance}
          onChange={(event) => set({ importance: event.target.value as Importance })}
        >
          {Object.entries(words.importances).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </SelectField>
      </div>
      <div className={styles.pair}>
        <TextField
          type="date"
          label={words.validTo}
          hint={form.validTo === null ? words.validToHint : `${format.date(form.validTo)}. ${words.validToHint}`}
          value={dayOf(form.validTo)}
          onChange={(event) => set({ validTo: endOfDay(event.target.value) })}
        />
        <SelectField
          label={words.type}
          value={form.type}
          onChange={(event) => {
            const type = types.find(({ name }) => name === event.target.value);
            if (type !== undefined) onChange(withType(form, type));
          }}
        >
          {types.map(({ name, title }) => (
            <option key={name} value={name}>
              {words.types[name] ?? title}
            </option>
          ))}
        </SelectField>
      </div>
      <SelectField
        label={words.warning}
        value={level}
        onChange={(event) => {
          const next = event.target.value as WarningLevel | "none";
          set({ warning: next === "none" ? null : { level: next, text: form.warning?.text ?? "" } });
        }}
      >
        {Object.entries(words.warningLevels).map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </SelectField>
      {form.warning !== null && (
        <TextArea
          label={words.warningText}
          rows={2}
          maxLength={4000}
          error={wrong.warning}
          value={form.warning.text}
          onChange={(event) => form.warning && set({ warning: { ...form.warning, text: event.target.value } })}
        />
      )}
      <Checkbox
        label={words.onlineOnly}
        hint={words.onlineOnlyHint}
        checked={form.onlineOnly}
        onChange={(event) => set({ onlineOnly: event.target.checked })}
      />
    </div>
  );
}
