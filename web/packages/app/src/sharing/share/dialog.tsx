import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { Button } from "../../design/button.tsx";
import { Dialog } from "../../design/dialog.tsx";
import { Checkbox, TextArea } from "../../design/field.tsx";
import { PrincipalPicker } from "../../design/principal-picker.tsx";
import { toast } from "../../design/toast.tsx";
import { useNames } from "../../server/names.ts";
import { useUser } from "../../session/index.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { sharingKey, useAdministers, useFresh, useWho } from "../grants.ts";
import { lacking, mayShare } from "../levels.ts";
import { useSharingProblem } from "../problem.ts";
import { type Draft, freshDraft, givenBy, plansOf, type Shared } from "./draft.ts";
import { Giving, revoke } from "./give.ts";
import { Given } from "./given.tsx";
import { LevelField } from "./level-field.tsx";
import { SealField } from "./seal-field.tsx";
import styles from "./share.module.css";
import { UntilField, untilHolds } from "./until-field.tsx";
import { WhoWill } from "./who-will.tsx";

export interface ShareDialogProps {
  database: string;
  /** What is shared, 1 to 500, each with the person's own rights on it. */
  objects: Shared[];
  open: boolean;
  onClose: () => void;
}

/** Shares one or many objects, and shows with whom they are shared. */
export function ShareDialog({ open, ...rest }: ShareDialogProps) {
  // Each time it opens it begins anew: what was given before is in the list.
  return open ? <Sharing {...rest} /> : null;
}

function Sharing({ database, objects, onClose }: Omit<ShareDialogProps, "open">) {
  const t = useText();
  const format = useFormat();
  const me = useUser();
  const cache = useQueryClient();
  const say = useSharingProblem();
  const form = useId();
  const [draft, setDraft] = useState<Draft>(() => freshDraft(objects));
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<number | null>(null);
  const [error, setError] = useState<string | null>(null);
  const nameOf = useNames(draft.people);
  const giving = useRef<Giving | null>(null);
  useFresh(database);
  const administers = useAdministers(database);
  const only = objects.length === 1 ? (objects[0]?.id ?? null) : null;
  const who = useWho(database, only, administers);

  const shareable = objects.filter(({ rights }) => mayShare(rights));
  const left = objects.filter(({ rights }) => !mayShare(rights));
  const titles = left.map(({ title }) => title);
  const plans = plansOf(draft, objects);
  const seals = lacking(["seal_entries"], shareable) === 0;
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const given = shareable.length > 0 ? givenBy(draft, shareable[0]?.rights ?? []) : [];
  const ready =
    plans.length > 0 &&
    untilHolds(draft.until) &&
    (draft.seal === null || draft.seal.approvers.length > 0) &&
    given.length > 0;

  async function share(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    if (busy || !ready) return;
    giving.current ??= new Giving(database);
    const run = giving.current;
    setBusy(true);
    setError(null);
    try {
      const grants = await run.give(plans, setDone);
      const names = format.list(draft.people.map(nameOf));
      toast({
        text: t.sharing.shared(names),
        action: { label: t.everywhere.undo, run: () => void takeBack(grants) },
      });
      onClose();
    } catch (problem) {
      const so =
        run.given.size > 0 ? t.sharing.sharedPartly(format.number(run.given.size), format.number(plans.length)) : "";
      setError([say(problem, draft.seal !== null), so].filter(Boolean).join(" "));
    } finally {
      setBusy(false);
      setDone(null);
      void cache.invalidateQueries({ queryKey: sharingKey(database) });
    }
  }

  async function takeBack(grants: { id: string; revision: number }[]) {
    try {
      await revoke(database, grants);
      toast({ text: t.sharing.undone });
    } catch (problem) {
      toast({ text: say(problem), look: "bad" });
    } finally {
      void cache.invalidateQueries({ queryKey: sharingKey(database) });
    }
  }

  const title =
    objects.length === 1
      ? t.sharing.shareOne(objects[0]?.title ?? "")
      : t.sharing.shareMany(format.number(objects.length));
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      size="medium"
      actions={
        <>
          {done !== null && (
            <span className={styles.progress} role="status">
              {t.sharing.sharing(format.number(done), format.number(plans.length))}
            </span>
          )}
          <Button look="plain" onClick={onClose}>
            {t.everywhere.cancel}
          </Button>
          <Button look="go" type="submit" form={form} busy={busy} disabled={!ready}>
            {t.sharing.share}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {shareable.length === 0 ? (
          <p className={styles.told}>{t.sharing.cannotShare}</p>
        ) : (
          <form id={form} onSubmit={share} noValidate className={styles.form}>
            {left.length > 0 && (
              <p className={styles.told}>
                {t.sharing.leftOut(
                  format.number(left.length),
                  format.number(objects.length),
                  left.length > 5 ? `${titles.slice(0, 5).join(", ")} …` : format.list(titles),
                )}
              </p>
            )}
            <PrincipalPicker
              label={t.sharing.with}
              hint={t.sharing.withHint}
              chosen={draft.people}
              onChange={(people) => change({ people })}
              without={new Set([me.id])}
              autoFocus
            />
            <LevelField objects={shareable} value={draft} onChange={change} />
            <div className={styles.pair}>
              <UntilField value={draft.until} onChange={(until) => change({ until })} />
              <TextArea
                label={t.sharing.note}
                hint={t.sharing.noteHint}
                rows={1}
                maxLength={1000}
                value={draft.note}
                onChange={(event) => change({ note: event.target.value })}
              />
            </div>
            <Checkbox
              label={t.sharing.seal}
              hint={seals ? t.sharing.sealHint : t.sharing.sealLacks}
              disabled={!seals}
              checked={draft.seal !== null}
              onChange={(event) =>
                change({ seal: event.target.checked ? { approvers: [], quorum: 1, openFor: 3600 } : null })
              }
            />
            {draft.seal !== null && <SealField value={draft.seal} onChange={(seal) => change({ seal })} />}
            <WhoWill draft={draft} now={who.data} />
            {error !== null && (
              <p className={styles.error} role="alert">
                {error}
              </p>
            )}
          </form>
        )}
        <Given database={database} objects={objects} />
      </div>
    </Dialog>
  );
}
