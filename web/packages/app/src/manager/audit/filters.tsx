import { X } from "lucide-react";
import { useMemo } from "react";
import { Button } from "../../design/button.tsx";
import { SelectField, TextField } from "../../design/field.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { useDatabases } from "../../vault/databases.ts";
import { useUsers } from "../frame/data.ts";
import { Tools } from "../frame/page.tsx";
import { type Filter, isEmpty, startOf } from "./query.ts";

interface FiltersProps {
  filter: Filter;
  onChange: (filter: Filter) => void;
}

/** Narrows the audit; each choice works at once. */
export function Filters({ filter, onChange }: FiltersProps) {
  const t = useAllText();
  const format = useFormat();
  const words = t.manager.audit;
  const databases = useDatabases().data ?? [];
  const users = useUsers().data ?? [];
  const events = useMemo(() => Object.entries(t.events.names).sort(([, a], [, b]) => a.localeCompare(b)), [t]);
  const dayText = (day: string | undefined) => {
    const at = day === undefined ? undefined : startOf(day);
    return at === undefined ? undefined : format.date(at);
  };
  const set = (part: Filter) => onChange({ ...filter, ...part });
  const choice = (label: string, value: string | undefined, key: keyof Filter, options: [string, string][]) => (
    <SelectField label={label} value={value ?? ""} onChange={(event) => set({ [key]: event.target.value })}>
      <option value="">{words.any}</option>
      {value !== undefined && !options.some(([id]) => id === value) && <option value={value}>{value}</option>}
      {options.map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
  return (
    <Tools>
      {choice(words.event, filter.event, "event", events)}
      {choice(
        words.actor,
        filter.actor,
        "actor",
        users.map((one) => [one.id, one.username]),
      )}
      {choice(
        words.database,
        filter.database,
        "database",
        databases.map((one) => [one.id, one.name]),
      )}
      <TextField
        type="date"
        label={words.from}
        title={dayText(filter.from)}
        value={filter.from ?? ""}
        onChange={(event) => set({ from: event.target.value })}
      />
      <TextField
        type="date"
        label={words.to}
        title={dayText(filter.to)}
        value={filter.to ?? ""}
        onChange={(event) => set({ to: event.target.value })}
      />
      {filter.object !== undefined && (
        <TextField mono readOnly label={words.object} value={filter.object} title={filter.object} />
      )}
      {!isEmpty(filter) && (
        <Button icon={<X aria-hidden />} onClick={() => onChange({})}>
          {words.clear}
        </Button>
      )}
    </Tools>
  );
}
