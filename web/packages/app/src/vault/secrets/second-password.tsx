import { isProblem } from "@strongroom/client";
import { useState, useSyncExternalStore } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { PasswordField } from "../../design/field.tsx";
import { onWipe } from "../../session/index.tsx";
import { useText } from "../../text/index.ts";

/** A second password is forgotten after so long without use. */
const KEPT = 5 * 60_000;

const known = new Map<string, { password: string; timer: ReturnType<typeof setTimeout> }>();

function remember(cover: string, password: string): void {
  clearTimeout(known.get(cover)?.timer);
  known.set(cover, { password, timer: setTimeout(() => known.delete(cover), KEPT) });
}

/** Forgets every second password at once. */
export function forgetSecondPasswords(): void {
  for (const { timer } of known.values()) clearTimeout(timer);
  known.clear();
}
/** What is asked for: which object, and what to do with the answer. */
interface Question {
  title: string;
  wrong: boolean;
  answer: (password: string | null) => void;
}

let question: Question | null = null;
const watchers = new Set<() => void>();

function ask(next: Question | null): void {
  question = next;
  for (const watcher of watchers) watcher();
}

const asked = new Map<string, Promise<string | null>>();
let lastAsked: Promise<unknown> = Promise.resolve();

/** Asks for the second password of `cover`: one dialog after the other, and one for all who wait for the same. */
function askFor(cover: string, title: string, wrong: boolean): Promise<string | null> {
  const before = asked.get(cover);
  if (before !== undefined) return before;
  const answered = lastAsked
    .then(() => new Promise<string | null>((answer) => ask({ title, wrong, answer })))
    .finally(() => asked.delete(cover));
  asked.set(cover, answered);
  lastAsked = answered;
  return answered;
}

// What was asked of one person is never asked of the next: who waits hears that nothing was given.
onWipe(() => {
  forgetSecondPasswords();
  const open = question;
  asked.clear();
  lastAsked = Promise.resolve();
  ask(null);
  open?.answer(null);
});

/** Says that the person did not give the second password. */
export class NotUnlocked extends Error {}

/** What a call needs to know of the object that it is about. */
export interface Covered {
  id: string;
  title: string;
  second_password: boolean;
  second_password_at?: string | null;
}

/**
 * Runs `call` with the second password of `object`, where one covers it: the one that was given before, else asks for
 * it, and again as long as it is wrong.
 */
export async function withSecondPassword<T>(object: Covered, call: (password?: string) => Promise<T>): Promise<T> {
  if (!object.second_password) return call();
  const cover = object.second_password_at ?? object.id;
  let wrong = false;
  for (;;) {
    const given = known.get(cover)?.password;
    const password = given ?? (await askFor(cover, object.title, wrong));
    if (password === null) throw new NotUnlocked();
    try {
      const result = await call(password);
      remember(cover, password);
      return result;
    } catch (error) {
      if (!isProblem(error, "wrong_second_password", "second_password_required")) throw error;
      known.delete(cover);
      wrong = given === undefined;
    }
  }
}

/** `password` as the header `Strongroom-Second-Password` carries it. */
export function secondPasswordHeader(password: string | undefined): Record<string, string> {
  if (password === undefined) return {};
  const bytes = new TextEncoder().encode(password);
  const text = btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
  return { "Strongroom-Second-Password": text };
}

/** The dialog that asks; once on the page. */
export function SecondPasswordPrompt() {
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

function Prompt({ question: { title, wrong, answer } }: { question: Question }) {
  const t = useText();
  const [password, setPassword] = useState("");
  return (
    <FormDialog
      open
      title={t.vault.secondPasswordTitle}
      text={t.vault.secondPasswordText(title)}
      go={t.vault.unlock}
      disabled={password === ""}
      onClose={() => {
        ask(null);
        answer(null);
      }}
      submit={async () => {
        ask(null);
        answer(password);
      }}
    >
      <PasswordField
        label={t.vault.secondPasswordTitle}
        autoFocus
        autoComplete="off"
        error={wrong ? t.problems.wrong_second_password : undefined}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
    </FormDialog>
  );
}
