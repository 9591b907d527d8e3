import { SelectField, TextField } from "../../design/field.tsx";
import { PrincipalPicker } from "../../design/principal-picker.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import type { SealDraft } from "./draft.ts";
import styles from "./share.module.css";

const OPEN_FOR = [900, 3600, 28800, 86400] as const;

/** A length of time that a seal stays open, in words. */
export function useOpenFor(): (seconds: number | null | undefined) => string {
  const t = useText();
  const format = useFormat();
  return (seconds) => {
    if (seconds == null) return t.sharing.openFors.ever;
    const known = OPEN_FOR.find((one) => one === seconds);
    return known === undefined ? t.sharing.openForSeconds(format.number(seconds / 60)) : t.sharing.openFors[known];
  };
}

/** Who approves, how many of them, and for how long it opens. */
export function SealField({ value, onChange }: { value: SealDraft; onChange: (value: SealDraft) => void }) {
  const t = useText();
  const said = useOpenFor();
  const lengths: (number | null)[] = [null, ...OPEN_FOR];
  if (!lengths.includes(value.openFor)) lengths.push(value.openFor);
  return (
    <div className={styles.terms}>
      <PrincipalPicker
        label={t.sharing.approvers}
        hint={t.sharing.approversHint}
        chosen={value.approvers}
        onChange={(approvers) => onChange({ ...value, approvers })}
      />
      <div className={styles.pair}>
        <TextField
          label={t.sharing.quorum}
          type="number"
          min={1}
          max={200}
          value={value.quorum}
          onChange={(event) => onChange({ ...value, quorum: Math.max(1, Math.trunc(Number(event.target.value)) || 1) })}
        />
        <SelectField
          label={t.sharing.openFor}
          value={value.openFor ?? "ever"}
          onChange={(event) =>
            onChange({ ...value, openFor: event.target.value === "ever" ? null : Number(event.target.value) })
          }
        >
          {lengths.map((seconds) => (
            <option key={seconds ?? "ever"} value={seconds ?? "ever"}>
              {said(seconds)}
            </option>
          ))}
        </SelectField>
      </div>
    </div>
  );
}
