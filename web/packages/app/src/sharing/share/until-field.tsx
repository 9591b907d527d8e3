import { SelectField, TextField } from "../../design/field.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { instantOf, UNTIL, type Until, type UntilChoice } from "../until.ts";
import styles from "./share.module.css";

interface UntilFieldProps {
  value: Until;
  onChange: (value: Until) => void;
  /** Also offers to leave it as it is. */
  keep?: string;
}

/** Whether something was chosen that lies ahead, or no end. */
export function untilHolds(value: Until): boolean {
  if (value.choice === "keep") return true;
  const instant = instantOf(value);
  return instant === null || (instant !== undefined && new Date(instant).getTime() > Date.now());
}

/** Until when it is given. The instant that is meant stands below. */
export function UntilField({ value, onChange, keep }: UntilFieldProps) {
  const t = useText();
  const format = useFormat();
  const instant = instantOf(value);
  const date = value.choice === "date";
  const said =
    value.choice === "keep"
      ? keep
      : instant === null
        ? t.sharing.untilNever
        : instant === undefined
          ? undefined
          : t.sharing.untilNote(format.dateTime(instant));
  const choices: UntilChoice[] = keep === undefined ? [...UNTIL] : ["keep", ...UNTIL];
  return (
    <div className={styles.pair}>
      <SelectField
        label={t.sharing.until}
        hint={date ? undefined : said}
        value={value.choice}
        onChange={(event) => onChange({ ...value, choice: event.target.value as UntilChoice })}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {t.sharing.untils[choice]}
          </option>
        ))}
      </SelectField>
      {date && (
        <TextField
          label={t.sharing.untilDate}
          type="datetime-local"
          hint={said}
          value={value.date}
          error={value.date !== "" && !untilHolds(value) ? t.sharing.untilWrong : undefined}
          onChange={(event) => onChange({ ...value, date: event.target.value })}
        />
      )}
    </div>
  );
}
