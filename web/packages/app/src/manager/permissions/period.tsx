import { TextField } from "../../design/field.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import styles from "./general.module.css";

interface PeriodProps {
  from: string | null;
  to: string | null;
  disabled?: boolean;
  onChange: (period: { from: string | null; to: string | null }) => void;
}

/** From when until when something counts. */
export function PeriodFields({ from, to, disabled, onChange }: PeriodProps) {
  const t = useAllText().permissionsScreen;
  // The field writes dates as the browser does; below it stands the one that is meant, as everywhere else here.
  const format = useFormat();
  const wrong = isWrong(from, to);
  return (
    <>
      <div className={styles.fields}>
        <TextField
          type="datetime-local"
          label={t.validFrom}
          hint={from === null ? undefined : format.dateTime(from)}
          value={local(from)}
          disabled={disabled}
          onChange={(event) => onChange({ from: instant(event.target.value), to })}
        />
        <TextField
          type="datetime-local"
          label={t.validTo}
          hint={to === null ? undefined : format.dateTime(to)}
          value={local(to)}
          disabled={disabled}
          aria-invalid={wrong}
          onChange={(event) => onChange({ from, to: instant(event.target.value) })}
        />
      </div>
      {wrong ? (
        <p className={styles.wrong} role="alert">
          {t.periodWrong}
        </p>
      ) : (
        <p className={styles.hint}>{t.periodText}</p>
      )}
    </>
  );
}

/** Whether a period would end before it begins. */
export function isWrong(from: string | null, to: string | null): boolean {
  return from !== null && to !== null && Date.parse(to) <= Date.parse(from);
}

/** An instant as the field writes it, in the person's own time. */
function local(at: string | null): string {
  if (at === null) return "";
  const date = new Date(at);
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

function instant(value: string): string | null {
  const at = value === "" ? Number.NaN : Date.parse(value);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
