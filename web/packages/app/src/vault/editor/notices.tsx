import type { ObjectAnswer } from "@strongroom/client";
import { CircleAlert, FileClock, GitCompare, Pencil } from "lucide-react";
import type { ReactNode } from "react";
import { useAnnounced } from "../../design/announce.tsx";
import { Button } from "../../design/button.tsx";
import { toast } from "../../design/toast.tsx";
import { useName } from "../../server/names.ts";
import { useProblemText } from "../../server/problem-text.ts";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { useDatabases } from "../databases.ts";
import type { LockState } from "../locks/edit-lock.ts";
import { useIsOwnLock } from "../locks/own.ts";
import { releaseByForce } from "../locks/use-edit-lock.ts";
import styles from "./editor.module.css";

/** One line above a form that says how things stand, with what may be done about it. */
export function Notice({
  look,
  icon,
  children,
  action,
  told,
}: {
  look?: "busy" | "seal" | "deny";
  icon: ReactNode;
  children: ReactNode;
  action?: ReactNode;
  /** How it is told to readers in the one region of the page, in place of here. */
  told?: string;
}) {
  useAnnounced(told ?? null);
  const role = told !== undefined ? undefined : look === "deny" ? "alert" : "status";
  return (
    <div className={styles.notice} data-look={look} role={role}>
      {icon}
      <p>{children}</p>
      {action}
    </div>
  );
}

interface LockProps {
  database: string;
  id: string;
  state: LockState;
  /** The draft lies in the page alone. */
  guarded: boolean;
  retake: () => void;
}

/** Who edits, when it is not just me; those who administer the database may take over. */
export function LockNotice({ database, id, state, guarded, retake }: LockProps) {
  const t = useText();
  const say = useProblemText();
  const format = useFormat();
  const isOwn = useIsOwnLock();
  const databases = useDatabases();
  const administers = databases.data?.find((one) => one.id === database)?.administers === true;

  async function takeOver(holder: string) {
    try {
      await releaseByForce(database, id);
      toast({ text: t.editor.takenOver(holder) });
      retake();
    } catch (problem) {
      toast({ text: say(problem), look: "bad" });
    }
  }

  const pencil = <Pencil aria-hidden />;
  switch (state.kind) {
    case "other": {
      const { holder, since } = state;
      const text = isOwn(holder)
        ? t.editor.lockedByYou(format.time(since))
        : t.editor.lockedBy(holder, format.time(since));
      const action = administers && <Button onClick={() => void takeOver(holder)}>{t.editor.takeOver}</Button>;
      return (
        <Notice look="busy" icon={pencil} action={action} told={t.editor.lockTold(text)}>
          {text}
        </Notice>
      );
    }
    case "lost":
      return (
        <Notice look="busy" icon={pencil} told={t.editor.lockTold(t.editor.lost(state.by))}>
          {t.editor.lost(state.by)}
        </Notice>
      );
    case "idle":
      return (
        <Notice look="busy" icon={pencil} told={t.editor.lockTold(t.editor.idle)}>
          {t.editor.idle}
        </Notice>
      );
    case "away":
      return (
        <Notice icon={<CircleAlert aria-hidden />}>{guarded ? t.editor.lockAwayInPage : t.editor.lockAway}</Notice>
      );
    default:
      return null;
  }
}

/** Says that somebody saved the entry while it is edited here. */
export function NewerNotice({ entry, onCompare }: { entry: ObjectAnswer; onCompare: () => void }) {
  const t = useText();
  const format = useFormat();
  const who = useName(entry.modified_by);
  const time = format.time(entry.modified_at ?? new Date().toISOString());
  return (
    <Notice
      look="busy"
      icon={<GitCompare aria-hidden />}
      action={<Button onClick={onCompare}>{t.editor.compare}</Button>}
    >
      {who === undefined ? t.editor.newerBy(time) : t.editor.newer(who, time)}
    </Notice>
  );
}

/** Says that what is shown is a draft. */
export function DraftNotice({ text, children }: { text: string; children: ReactNode }) {
  return (
    <Notice icon={<FileClock aria-hidden />} action={children}>
      {text}
    </Notice>
  );
}
