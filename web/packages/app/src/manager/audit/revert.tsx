import type { AuditRecord, Effects } from "@strongroom/client";
import { isProblem } from "@strongroom/client";
import { useQuery } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../../design/button.tsx";
import { FormDialog } from "../../design/dialog.tsx";
import { toast } from "../../design/toast.tsx";
import { api, queries } from "../../server/index.ts";
import { useProblemText } from "../../server/problem-text.ts";
import { useAllText } from "../../text/index.ts";
import { keys } from "../frame/data.ts";
import { EffectsCard } from "../permissions/aside/effects.tsx";
import { makeAll, refreshRights } from "../permissions/save.ts";
import styles from "./detail.module.css";
import { eventName } from "./words.ts";

/** The events whose records keep what was before. */
const KEPT = new Set([
  "assignment_set",
  "assignment_removed",
  "rule_set",
  "rule_removed",
  "inheritance_set",
  "policies_changed",
]);

/** Whether a record tells of a change that may be taken back: of rights or policies, and one that came about. */
export function isRevertible({ event, details }: Pick<AuditRecord, "event" | "details">): boolean {
  return KEPT.has(event) && !("refused" in details);
}

/** Takes back what a record tells of; says first who gains and who loses by that. */
export function Revert({ record }: { record: AuditRecord }) {
  const t = useAllText();
  const [shown, setShown] = useState(false);
  return (
    <>
      <Button icon={<Undo2 aria-hidden />} onClick={() => setShown(true)}>
        {t.manager.audit.revert}
      </Button>
      {shown && <RevertDialog record={record} onClose={() => setShown(false)} />}
    </>
  );
}

function RevertDialog({ record, onClose }: { record: AuditRecord; onClose: () => void }) {
  const t = useAllText();
  const words = t.manager.audit;
  const say = useProblemText();
  const body = { database: record.database ?? null, number: record.number };
  const preview = useQuery({
    queryKey: [...keys.audit, "revert", body],
    staleTime: 0,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const params = { query: { dry_run: true } };
      const { data } = await api.POST("/api/v1/audit/revert", { params, body, signal });
      return data as unknown as Effects;
    },
  });
  // More than can be told is no reason against it.
  const untold = isProblem(preview.error, "limit_reached");

  async function submit() {
    const { data } = await api.POST("/api/v1/audit/revert", { body });
    await after(record.database);
    const undo = data?.undo ?? null;
    if (undo === null || record.database == null) {
      toast({ text: words.reverted });
      return;
    }
    const db = record.database;
    const run = () =>
      makeAll(db, undo)
        .then(() => after(db))
        .then(
          () => toast({ text: t.permissionsScreen.undone }),
          (problem: unknown) => toast({ text: say(problem), look: "bad" }),
        );
    toast({ text: words.reverted, action: { label: t.everywhere.undo, run: () => void run() } });
  }

  return (
    <FormDialog
      open
      onClose={onClose}
      size="medium"
      title={`${words.revert}: ${eventName(record.event, t)}`}
      text={words.revertText}
      go={words.revert}
      disabled={!preview.isSuccess && !untold}
      submit={submit}
    >
      {preview.error === null ? (
        <EffectsCard effects={preview.data} working={preview.isFetching} changed sealed={0} />
      ) : (
        <p role="alert" className={styles.alert}>
          {untold ? words.revertUnknown : say(preview.error)}
        </p>
      )}
    </FormDialog>
  );
}

/** Reads anew what shows it. */
async function after(database: string | null | undefined): Promise<void> {
  await queries.invalidateQueries({ queryKey: keys.audit, predicate: ({ queryKey }) => queryKey[2] !== "revert" });
  if (database == null) await queries.invalidateQueries({ queryKey: keys.policies });
  else await refreshRights(database);
}
