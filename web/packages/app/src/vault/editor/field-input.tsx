import type { ObjectAnswer } from "@strongroom/client";
import { SelectField, TextArea, TextField } from "../../design/field.tsx";
import { useText } from "../../text/index.ts";
import { useAttachments } from "../attachments/list.ts";
import type { FormField } from "./form.ts";
import { SecretField } from "./secret-field.tsx";

interface Props {
  base: ObjectAnswer | null;
  field: FormField;
  title: string;
  error?: string | undefined;
  onChange: (change: Partial<FormField>) => void;
}

/** The input of a field, whatever its kind. */
export function FieldInput(props: Props) {
  const { field, title, error, onChange } = props;
  const t = useText();
  const value = field.value ?? "";
  const set = (next: string) => onChange({ value: next });
  if (field.kind === "file") return <FileField {...props} />;
  if (field.secret || field.value === null) return <SecretField {...props} />;
  switch (field.kind) {
    case "multiline":
      return <TextArea label={title} error={error} value={value} onChange={(event) => set(event.target.value)} />;
    case "boolean":
      return (
        <SelectField label={title} error={error} value={value} onChange={(event) => set(event.target.value)}>
          <option value="">{t.editor.notSet}</option>
          <option value="true">{t.everywhere.yes}</option>
          <option value="false">{t.everywhere.no}</option>
        </SelectField>
      );
    default: {
      const kinds = {
        date: { type: "date" },
        url: { inputMode: "url" },
        email: { inputMode: "email" },
        number: { inputMode: "numeric" },
        decimal: { inputMode: "decimal" },
      } as const;
      const special = field.kind in kinds ? kinds[field.kind as keyof typeof kinds] : {};
      return (
        <TextField
          label={title}
          error={error}
          value={value}
          autoCapitalize="off"
          onChange={(event) => set(event.target.value)}
          {...special}
        />
      );
    }
  }
}

function FileField({ base, field, title, error, onChange }: Props) {
  const t = useText();
  const files = useAttachments(base?.database ?? "", base?.id ?? null);
  if (base === null)
    return <TextField label={title} value="" placeholder={t.editor.noFile} hint={t.editor.fileLater} disabled />;
  const known = files.data ?? [];
  const value = field.value ?? "";
  return (
    <SelectField
      label={title}
      error={error}
      hint={t.editor.fileHint}
      value={value}
      onChange={(event) => onChange({ value: event.target.value })}
    >
      <option value="">{t.editor.noFile}</option>
      {known.map((file) => (
        <option key={file.id} value={file.id}>
          {file.name}
        </option>
      ))}
      {value !== "" && !known.some((file) => file.id === value) && <option value={value}>{value}</option>}
    </SelectField>
  );
}
