import type { Warning } from "@strongroom/client";
import { useState, useSyncExternalStore } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { TextField } from "../../design/field.tsx";
import { onWipe } from "../../session/index.tsx";
import { useText } from "../../text/index.ts";

/** An entry that may have a warning. */
export interface Warned {
  title: string;
  warning?: Warning | null;
}

/** Says that the person turned back at the warning. */
export class TurnedBack extends Error {}

interface Question {
  title: string;
  warning: Warning;
  answer: (goOn: boolean) => void;
}

let question: Question | null = null;
const watchers = new Set<() => void>();

function ask(next: Question | null): void {
  question = next;
  for (const watcher of watchers) watcher();
}

// The warning of one person's entry is never shown to the next.
onWipe(() => {
  const open = question;
  ask(null);
  open?.answer(false);
});

/** Waits until the person took note of the entry's warning, where it has one that must be confirmed. */
export async function confirmWarning({ title, warning }: Warned): Promise<void> {
  if (warning == null || warning.level === "info") return;
  if (!(await new Promise<boolean>((answer) => ask({ title, warning, answer })))) throw new TurnedBack();
}

/** The dialog that shows it; once on the page. */
export function WarningPrompt() {
  const current = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => question,
  );
  if (current === null) return null;
  return <Prompt question={current} />;
}

function Prompt({ question: { title, warning, answer } }: { question: Question }) {
  const t = useText();
  const [typed, setTyped] = useState("");
  const mustType = warning.level === "type";
  return (
    <FormDialog
      open
      title={title}
      text={warning.text}
      go={t.vault.warningConfirm}
      disabled={mustType && typed.trim() !== title.trim()}
      onClose={() => {
        ask(null);
        answer(false);
      }}
      submit={async () => {
        ask(null);
        answer(true);
      }}
    >
      {mustType && (
        <TextField
          label={t.vault.warningType}
          hint={title}
          autoFocus
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
    </FormDialog>
  );
}
