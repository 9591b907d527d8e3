import type { Database, Import } from "@strongroom/client";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { Button } from "../design/button.tsx";
import { Card, CardRow } from "../design/card.tsx";
import { Tag } from "../design/tag.tsx";
import { useFormat } from "../text/format.ts";
import { useAllText } from "../text/index.ts";
import { useDatabases } from "../vault/databases.ts";
import { addressOf } from "../vault/place.ts";
import styles from "./importing.module.css";
import { useImports } from "./jobs.ts";
import { UndoDialog } from "./undo-dialog.tsx";

const LOOKS = { ready: "seal", running: "busy", failed: "deny", done: "allow", undone: "plain" } as const;

/** The imports of the last thirty days, and those that wait or run. */
export function Earlier({ database }: { database: Database }) {
  const t = useAllText();
  const { data: jobs } = useImports();
  const [undoing, setUndoing] = useState<string | null>(null);
  if (jobs === undefined || jobs.length === 0) return null;
  return (
    <Card caption={t.importing.earlier}>
      {jobs.map((job) => (
        <Line key={job.id} job={job} database={database} onUndo={() => setUndoing(job.id)} />
      ))}
      {undoing !== null && <UndoDialog id={undoing} onClose={() => setUndoing(null)} />}
    </Card>
  );
}

function Line({ job, database, onUndo }: { job: Import; database: Database; onUndo: () => void }) {
  const t = useAllText();
  const format = useFormat();
  const databases = useDatabases().data ?? [];
  const into = databases.find(({ id }) => id === job.database)?.name;
  const names = t.importing.formatNames as Record<string, string>;
  const view = { kind: "import", database: database.id, job: job.id, folder: null } as const;
  return (
    <CardRow>
      <div className={styles.earlier}>
        <Link href={addressOf({ view, entry: null })}>
          {[names[job.format] ?? job.format, into].filter(Boolean).join(" → ")}
        </Link>
        <small>
          {[format.dateTime(job.at), job.imported == null ? "" : format.entries(job.imported.entries)]
            .filter(Boolean)
            .join(" · ")}
        </small>
      </div>
      <Tag look={LOOKS[job.state]}>{t.importing.states[job.state]}</Tag>
      {job.state === "done" && job.undo_until != null && (
        <Button look="plain" icon={<Undo2 aria-hidden />} onClick={onUndo}>
          {t.everywhere.undo}
        </Button>
      )}
    </CardRow>
  );
}
