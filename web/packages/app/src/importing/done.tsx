import type { Import } from "@strongroom/client";
import { CircleCheck, CircleX, Undo2 } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { useFormat } from "../text/format.ts";
import { useAllText } from "../text/index.ts";
import { addressOf } from "../vault/place.ts";
import { UndoDialog } from "./undo-dialog.tsx";

/** What came of an import, and the way back. */
export function Done({ job, again }: { job: Import; again: string }) {
  const t = useAllText();
  const format = useFormat();
  const [, navigate] = useLocation();
  const [undoing, setUndoing] = useState(false);
  const { database, imported, undone } = job;
  const other = (
    <Button look="plain" onClick={() => navigate(again)}>
      {t.importing.another}
    </Button>
  );
  if (job.state === "failed") {
    return (
      <Empty icon={<CircleX aria-hidden />} title={t.importing.didFail} text={job.failure ?? undefined}>
        {other}
      </Empty>
    );
  }
  if (job.state === "undone") {
    const text =
      undone == null ? undefined : t.importing.undone(format.number(undone.removed), format.number(undone.kept));
    return (
      <Empty icon={<Undo2 aria-hidden />} title={t.importing.isUndone} text={text}>
        {other}
      </Empty>
    );
  }
  const left = job.left_out ?? 0;
  const text = [
    imported == null
      ? ""
      : t.importing.came(
          format.number(imported.folders),
          format.number(imported.entries),
          format.number(imported.attachments),
        ),
    left > 0 ? t.importing.leftOut(format.number(left)) : "",
    job.undo_until == null ? "" : t.importing.undoUntil(format.date(job.undo_until)),
  ];
  return (
    <Empty icon={<CircleCheck aria-hidden />} title={t.importing.isDone} text={text.filter(Boolean).join(" ")}>
      {database != null && (
        <Button
          look="go"
          onClick={() =>
            navigate(addressOf({ view: { kind: "folder", database, folder: job.parent ?? null }, entry: null }))
          }
        >
          {t.importing.show}
        </Button>
      )}
      {job.undo_until != null && (
        <Button icon={<Undo2 aria-hidden />} onClick={() => setUndoing(true)}>
          {t.importing.undo}
        </Button>
      )}
      {other}
      {undoing && <UndoDialog id={job.id} onClose={() => setUndoing(false)} />}
    </Empty>
  );
}
