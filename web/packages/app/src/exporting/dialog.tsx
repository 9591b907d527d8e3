import type { ExportFormat } from "@strongroom/client";
import { useState } from "react";
import { FormDialog } from "../design/dialog.tsx";
import { Checkbox, PasswordField } from "../design/field.tsx";
import { toast } from "../design/toast.tsx";
import { useWhat } from "../moving/words.ts";
import { useFormat } from "../text/format.ts";
import { useAllText } from "../text/index.ts";
import { useDatabases } from "../vault/databases.ts";
import type { Shown } from "../vault/list/source.ts";
import { download } from "./download.ts";
import styles from "./exporting.module.css";

const FORMATS: ExportFormat[] = ["kdbx", "archive", "csv", "json"];

/** Formats that are encrypted with a password. */
const LOCKED: ExportFormat[] = ["kdbx", "archive"];

interface Props {
  database: string;
  /** What goes out, with everything below; `null`: the whole database. */
  objects: Shown[] | null;
  onClose: () => void;
}

/** Takes entries out as a file: what kind, what opens it, and what stays behind. */
export function ExportDialog({ database, objects, onClose }: Props) {
  const t = useAllText();
  const format = useFormat();
  const what = useWhat();
  const current = useDatabases().data?.find(({ id }) => id === database);
  const [kind, setKind] = useState<ExportFormat>("kdbx");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [spreadsheet, setSpreadsheet] = useState(false);
  const locked = LOCKED.includes(kind);
  const mayArchive = current?.rights.includes("save_local_copy") === true;
  const about = objects === null ? t.moving.titled(current?.name ?? "") : what(objects);

  async function submit() {
    const body = {
      format: kind,
      ...(objects === null ? {} : { objects: objects.map(({ id }) => id) }),
      ...(locked ? { password } : {}),
      ...(kind === "csv" ? { spreadsheet } : {}),
    };
    const { taken, leftOut } = await download(database, body);
    setPassword("");
    setAgain("");
    toast({ text: t.exporting.done(format.number(taken), leftOut === 0 ? "" : format.number(leftOut)) });
  }
  return (
    <FormDialog
      open
      title={t.exporting.title(about)}
      text={t.exporting.text}
      go={t.exporting.go}
      disabled={locked && (password === "" || password !== again)}
      onClose={onClose}
      submit={submit}
    >
      <fieldset className={styles.formats}>
        <legend>{t.exporting.format}</legend>
        {FORMATS.map((one) => (
          <label key={one} data-on={one === kind || undefined}>
            <input
              type="radio"
              name="format"
              value={one}
              checked={one === kind}
              disabled={one === "archive" && !mayArchive}
              onChange={() => setKind(one)}
            />
            <span>
              <b>{t.exporting.formats[one]}</b>
              <small>{one === "archive" && !mayArchive ? t.exporting.noArchive : t.exporting.formatTexts[one]}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {kind === "csv" && (
        <Checkbox
          label={t.exporting.spreadsheet}
          hint={t.exporting.spreadsheetText}
          checked={spreadsheet}
          onChange={(event) => setSpreadsheet(event.target.checked)}
        />
      )}
      {locked ? (
        <>
          <PasswordField
            label={t.exporting.password}
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <PasswordField
            label={t.exporting.again}
            autoComplete="new-password"
            error={again !== "" && again !== password ? t.session.notTheSame : undefined}
            value={again}
            onChange={(event) => setAgain(event.target.value)}
          />
        </>
      ) : (
        <p className={styles.careful}>{t.exporting.plain}</p>
      )}
      <p className={styles.note}>{t.exporting.leftOut}</p>
    </FormDialog>
  );
}
