import type { Database, Import, ImportChange } from "@strongroom/client";
import { useState } from "react";
import { useLocation } from "wouter";
import { useCatalogue } from "../catalogue/index.ts";
import { Button } from "../design/button.tsx";
import { Card } from "../design/card.tsx";
import { Checkbox, SelectField } from "../design/field.tsx";
import { useProblemText } from "../server/problem-text.ts";
import { useFormat } from "../text/format.ts";
import { useAllText } from "../text/index.ts";
import { addressOf } from "../vault/place.ts";
import { Columns } from "./columns.tsx";
import styles from "./importing.module.css";
import { change, discard, run } from "./jobs.ts";
import { Messages } from "./messages.tsx";
import { Rights } from "./rights.tsx";
import { TargetLine } from "./target.tsx";

/** The second step: what would come of it, before anything is written. Each choice is tried out at once. */
export function Preview({ job, database }: { job: Import; database: Database }) {
  const t = useAllText();
  const format = useFormat();
  const say = useProblemText();
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  /** What was chosen and is tried out: shown at once, and not only when the server has answered. */
  const [wanted, setWanted] = useState<ImportChange>({});
  const catalogue = useCatalogue(job.database ?? database.id);
  const { preview } = job;
  const settings = { ...job.settings, ...wanted };
  if (preview == null) return null;

  async function doing(work: () => Promise<unknown>) {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (problem) {
      setError(say(problem));
    } finally {
      setBusy(false);
    }
  }
  function put(body: ImportChange) {
    setWanted(body);
    void doing(() => change(job.id, body)).then(() => setWanted({}));
  }
  const { imported, table } = preview;
  const counts = [
    imported == null ? null : ([imported.folders, t.importing.folders] as const),
    imported == null ? null : ([imported.entries, t.importing.entries] as const),
    imported == null ? null : ([imported.attachments, t.importing.attachments] as const),
    [preview.versions, t.importing.versions] as const,
    [preview.duplicates, t.importing.duplicates] as const,
    [preview.failed, t.importing.failed] as const,
  ].filter((count) => count !== null);
  const row = catalogue.row(job.parent ?? null);
  const title = row >= 0 ? catalogue.item(row).title : database.name;

  return (
    <div className={styles.preview} aria-busy={busy}>
      <p className={styles.lead}>
        {t.importing.found((t.importing.formatNames as Record<string, string>)[job.format] ?? job.format)}
      </p>
      <TargetLine job={job} put={put} />
      {table != null && <Columns table={table} settings={settings.table ?? {}} put={put} busy={busy} />}
      <Card caption={t.importing.wouldCome}>
        <dl className={styles.counts}>
          {counts.map(([count, name]) => (
            <div key={name}>
              <dd>{format.number(count)}</dd>
              <dt>{name}</dt>
            </div>
          ))}
        </dl>
      </Card>
      <div className={styles.choices}>
        {preview.duplicates > 0 && (
          <SelectField
            label={t.importing.duplicatesWhat(format.number(preview.duplicates))}
            hint={t.importing.duplicatesHint}
            value={settings.duplicates ?? "keep"}
            disabled={busy}
            onChange={(event) => put({ duplicates: event.target.value as "keep" | "skip" })}
          >
            <option value="keep">{t.importing.keep}</option>
            <option value="skip">{t.importing.skip}</option>
          </SelectField>
        )}
        {(preview.in_bin > 0 || settings.bin === "take") && (
          <Checkbox
            label={t.importing.takeBin(format.number(preview.in_bin))}
            checked={settings.bin === "take"}
            disabled={busy}
            onChange={(event) => put({ bin: event.target.checked ? "take" : "leave_out" })}
          />
        )}
      </div>
      {preview.rights != null && (
        <Rights
          rights={preview.rights}
          taken={settings.rights === "take"}
          intoNew={settings.name != null}
          busy={busy}
          put={put}
        />
      )}
      <Messages
        caption={t.importing.failures(format.number(preview.failed))}
        messages={preview.failures}
        of={preview.failed}
      />
      <Messages caption={t.importing.warnings(format.number(preview.warnings.length))} messages={preview.warnings} />
      {error !== null && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
      <div className={styles.buttons}>
        <Button
          look="plain"
          disabled={busy}
          onClick={() =>
            void doing(async () => {
              await discard(job.id);
              navigate(
                addressOf({ view: { kind: "import", database: database.id, job: null, folder: null }, entry: null }),
              );
            })
          }
        >
          {t.everywhere.discard}
        </Button>
        <Button
          look="go"
          busy={busy}
          disabled={imported == null || imported.entries + imported.folders === 0}
          onClick={() => void doing(() => run(job, title))}
        >
          {imported == null ? t.importing.columnsFirst : t.importing.run(format.entries(imported.entries))}
        </Button>
      </div>
    </div>
  );
}
