import type { Database, PatchDatabase, Retention } from "@strongroom/client";
import { useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { Checkbox, TextArea, TextField } from "../../design/field.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useAllText } from "../../text/index.ts";
import { change, keys, match } from "../frame/data.ts";
import { Caution } from "../frame/state.tsx";
import styles from "./edit.module.css";
import { limitOf, lowers, MOST, retentionChange } from "./retention.ts";

interface EditProps {
  database: Database;
  /** Whether the person has its keys: opening at start is theirs. */
  keeps: boolean;
  onClose: () => void;
}

/** Name, purpose, opening at start, and how long bin and history are kept. */
export function EditDatabase({ database, keeps, onClose }: EditProps) {
  const t = useAllText();
  const words = t.manager.databases;
  // What is sent is what differs from what was seen here, also after somebody else has changed the database.
  const [seen] = useState(database);
  const before = seen.retention ?? null;
  const [name, setName] = useState(database.name);
  const [description, setDescription] = useState(database.description ?? "");
  const [atStart, setAtStart] = useState(database.open_at_start);
  const [limits, setLimits] = useState({
    bin_days: String(before?.bin_days ?? ""),
    history_versions: String(before?.history_versions ?? ""),
    history_days: String(before?.history_days ?? ""),
  });
  const wrong = (key: keyof Retention) => limitOf(limits[key], MOST[key]) === undefined;
  const anyWrong = before !== null && (Object.keys(MOST) as (keyof Retention)[]).some(wrong);
  const retention = before === null || anyWrong ? {} : retentionChange(before, limits);

  async function submit() {
    const body: PatchDatabase = {};
    if (name.trim() !== seen.name) body.name = name.trim();
    if (description.trim() !== (seen.description ?? "")) body.description = description.trim() || null;
    if (atStart !== seen.open_at_start) body.open_at_start = atStart;
    if (Object.keys(retention).length > 0) body.retention = retention;
    if (Object.keys(body).length === 0) return;
    const request = { params: { path: { db: database.id } }, headers: match(database.revision), body };
    await change(keys.databases, () => api.PATCH("/api/v1/databases/{db}", request));
    toast({ text: words.saved(body.name ?? database.name) });
  }

  function limit(key: keyof Retention, label: string) {
    return (
      <TextField
        inputMode="numeric"
        label={label}
        placeholder={words.noLimit}
        error={wrong(key) ? words.limitRange(MOST[key]) : undefined}
        value={limits[key]}
        onChange={(event) => setLimits({ ...limits, [key]: event.target.value })}
      />
    );
  }

  return (
    <FormDialog
      open
      onClose={onClose}
      title={words.propertiesOf(database.name)}
      size="medium"
      go={t.everywhere.save}
      disabled={name.trim() === "" || anyWrong}
      submit={submit}
    >
      <TextField
        autoFocus
        required
        label={t.everywhere.name}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextArea
        rows={2}
        label={words.description}
        value={description}
        onChange={(event) => setDescription(event.target.value)}
      />
      {keeps && (
        <Checkbox
          label={words.openAtStart}
          hint={database.has_master_password ? words.openAtStartHint : words.openAtStartNeeds}
          disabled={!database.has_master_password}
          checked={atStart}
          onChange={(event) => setAtStart(event.target.checked)}
        />
      )}
      {before !== null && (
        <fieldset className={styles.limits}>
          <legend>{words.retention}</legend>
          {limit("bin_days", words.binDays)}
          {limit("history_versions", words.versions)}
          {limit("history_days", words.historyDays)}
          <p>{words.limitHint}</p>
          {lowers(before, retention) && <Caution look="warn">{words.lowering}</Caution>}
        </fieldset>
      )}
    </FormDialog>
  );
}
