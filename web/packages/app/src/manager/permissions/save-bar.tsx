import type { PreviewedRights } from "@strongroom/client";
import { ProblemError } from "@strongroom/client";
import { useCallback, useEffect, useMemo, useState } from "react";
import { Button } from "../../design/button.tsx";
import { Kbd } from "../../design/kbd.tsx";
import { useProblemText } from "../../server/problem-text.ts";
import { useAllText } from "../../text/index.ts";
import { ConfirmDialog } from "./confirm.tsx";
import { changesOf, countOf, type Draft, deniesAtDatabase } from "./draft.ts";
import { useSaving } from "./people/saving.ts";
import { isWrong } from "./period.tsx";
import styles from "./principal.module.css";
import type { PrincipalInfo } from "./principal-bar.tsx";

interface SaveBarProps {
  db: string;
  database: string;
  principal: PrincipalInfo;
  draft: Draft;
  discard: () => void;
  preview: {
    data: (PreviewedRights & { revision: string | null }) | undefined;
    error: Error | null;
    isPlaceholderData: boolean;
    refetch: () => Promise<unknown>;
  };
}

/** What is not saved, and what to do with it. Ctrl S saves from anywhere on the page. */
export function SaveBar({ db, database, principal, draft, discard, preview }: SaveBarProps) {
  const t = useAllText();
  const words = t.permissionsScreen;
  const say = useProblemText();
  const make = useSaving(db);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [confirming, setConfirming] = useState(false);
  const [wanted, setWanted] = useState(false);
  const count = countOf(draft);
  const changes = useMemo(() => changesOf(draft, principal.id), [draft, principal.id]);
  const period = draft.place?.now;
  const wrong = period != null && isWrong(period.from, period.to);
  const refusal = count === 0 || wrong ? null : refused(preview.error);
  const ownLoss = preview.data?.effects.lost.includes("grant_admin_rights") === true;
  // Nothing is saved of which it is not known yet what it does.
  const ready = count > 0 && !wrong && !preview.isPlaceholderData && preview.data !== undefined && refusal === null;

  const save = useCallback(async () => {
    setConfirming(false);
    setBusy(true);
    setError(null);
    try {
      await make(changes, preview.data?.revision);
      discard();
    } catch (problem) {
      setError(say(problem));
    } finally {
      setBusy(false);
    }
  }, [make, preview.data?.revision, changes, discard, say]);

  const begin = useCallback(() => {
    if (busy || count === 0 || wrong || refusal !== null) return;
    // Whoever is quicker than the answer about what it does need not ask twice.
    setWanted(!ready);
    if (!ready) {
      if (preview.error !== null) void preview.refetch();
      return;
    }
    if (deniesAtDatabase(draft) || ownLoss) setConfirming(true);
    else void save();
  }, [ready, busy, count, wrong, refusal, draft, ownLoss, save, preview]);

  useEffect(() => {
    if (wanted && ready) begin();
    else if (wanted && (count === 0 || refusal !== null)) setWanted(false);
  }, [wanted, ready, count, refusal, begin]);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      begin();
    }
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [begin]);

  const permission = refusal?.problem.permission;
  return (
    <footer className={styles.save}>
      <span className={styles.note} role="status">
        {words.unsaved(count)}
      </span>
      <Button look="plain" disabled={count === 0 || busy} onClick={discard}>
        {t.everywhere.discard}
      </Button>
      <Button
        look="go"
        busy={busy || wanted}
        disabled={count === 0 || wrong || refusal !== null}
        aria-keyshortcuts="Control+S"
        onClick={begin}
      >
        {t.everywhere.save}
        <Kbd keys="Ctrl S" />
      </Button>
      {(error !== null || refusal !== null) && (
        <p className={styles.error} role="alert">
          {error ?? (permission != null ? words.refused(t.permissions.names[permission]) : say(refusal))}
        </p>
      )}
      {confirming && (
        <ConfirmDialog
          who={principal.name}
          database={database}
          atDatabase={deniesAtDatabase(draft)}
          own={ownLoss}
          onClose={() => setConfirming(false)}
          submit={save}
        />
      )}
    </footer>
  );
}

/** Why the server would not do it, where it would not. */
function refused(error: Error | null): ProblemError | null {
  return error instanceof ProblemError && error.status !== 0 ? error : null;
}
