import { isProblem, type ObjectAnswer } from "@strongroom/client";
import { useEffect, useMemo, useRef, useState } from "react";
import { useProblemText } from "../../server/problem-text.ts";
import { useUser } from "../../session/index.tsx";
import { useText } from "../../text/index.ts";
import { draftChanged, useDrafts } from "../drafts/index.ts";
import { DraftWriter } from "../drafts/writer.ts";
import { NotUnlocked } from "../secrets/second-password.tsx";
import { TurnedBack } from "../secrets/warning.tsx";
import { type Form, patchOf, withoutShown } from "./form.ts";
import { type Difference, differences } from "./merge.ts";
import { type Attempt, change, changedSecrets, create, currentOf, withNeeded } from "./save.ts";
import { placeOf, wrongPlaces } from "./wrong.ts";

/** What a draft holds: the form, what it grew out of, and a request without an answer. */
export interface DraftContent {
  form: Form;
  base: ObjectAnswer | null;
  attempt: Attempt | null;
  /** A change was sent, and no answer came. */
  unsure?: boolean;
}

export interface Conflict {
  theirs: ObjectAnswer;
  found: Difference[];
}

interface Options {
  /** Under which name the draft is kept. */
  place: string;
  database: string;
  parent: string | null;
  start: DraftContent;
  /** The form without a change, of a new entry. */
  empty: Form;
  /** Whether a draft may lie in the page alone, for what the entry and its folders say. */
  guarded: boolean | null;
  onSaved: (saved: ObjectAnswer) => void;
  onLocked: (holder: string, since: string) => void;
}

/** Everything that one form does: keeps its draft, saves, and finds out where two people changed the same thing. */
export function useEditor({ place, database, parent, start, empty, onSaved, onLocked, ...options }: Options) {
  const t = useText();
  const say = useProblemText();
  const user = useUser();
  const drafts = useDrafts();
  const [form, setForm] = useState(start.form);
  const [base, setBase] = useState(start.base);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const attempt = useRef(start.attempt);
  const unsure = useRef(start.unsure ?? false);
  const done = useRef(false);
  const writer = useMemo(() => new DraftWriter(drafts, place), [drafts, place]);
  const dirty = base === null ? JSON.stringify(form) !== JSON.stringify(empty) : patchOf(base, form) !== null;
  // What was made online only here is so from the tick on, and what the server has as such until it is saved otherwise.
  const own = form.onlineOnly || base?.online_only === true || base?.second_password === true;
  const guarded = own || options.guarded;

  useEffect(() => {
    if (done.current) return;
    const content: DraftContent = { form: withoutShown(form), base, attempt: attempt.current, unsure: unsure.current };
    writer.write(dirty ? content : null, guarded);
  }, [form, base, dirty, guarded, writer]);
  useEffect(() => () => void writer.settled().then(() => draftChanged(place)), [writer, place]);

  async function end(): Promise<void> {
    done.current = true;
    writer.write(null);
    await writer.settled();
    draftChanged(place);
  }

  async function send(from: ObjectAnswer | null, next: Form): Promise<ObjectAnswer | null> {
    if (from === null) {
      const note = (open: Attempt | null) => {
        attempt.current = open;
        if (open !== null) writer.write({ form: withoutShown(next), base: null, attempt: open }, guarded);
      };
      return create(database, parent, next, attempt.current, note);
    }
    const complete = await withNeeded(from, next);
    const patch = patchOf(from, complete);
    return patch === null ? null : change(from, patch);
  }

  /** Where their side says what I sent before an answer got lost, the two are one. */
  async function collide(mine: ObjectAnswer, next: Form, theirs: ObjectAnswer): Promise<Conflict> {
    return { theirs, found: differences(mine, next, theirs, await changedSecrets(mine)) };
  }

  async function save(from = base, next = form): Promise<void> {
    if (busy) return;
    setBusy(true);
    setError(null);
    setWrong({});
    try {
      const saved = await send(from, next);
      await end();
      onSaved(saved ?? (from as ObjectAnswer));
    } catch (problem) {
      await refused(problem, from, next);
    } finally {
      setBusy(false);
    }
  }

  async function refused(problem: unknown, from: ObjectAnswer | null, next: Form): Promise<void> {
    if (problem instanceof NotUnlocked || problem instanceof TurnedBack) return;
    const theirs = currentOf(problem);
    if (theirs !== null && from !== null) {
      const both = await collide(from, next, theirs);
      const mineArrived = unsure.current && theirs.modified_by === user.id;
      unsure.current = false;
      if (mineArrived && both.found.every(({ secret, by }) => secret && by === "both")) {
        // The lost answer was a good one: the same values once more, on top of themselves.
        const saved = await send(theirs, next).catch(() => null);
        if (saved !== null) {
          await end();
          return onSaved(saved);
        }
      }
      setConflict(both);
      return;
    }
    if (isProblem(problem, "unreachable")) unsure.current = from !== null;
    if (isProblem(problem, "locked")) onLocked(problem.problem.holder ?? "", problem.problem.since ?? "");
    if (isProblem(problem, "invalid_request")) {
      const places = wrongPlaces(placeOf(problem.problem), from, next, t);
      setWrong(places);
      setError(Object.keys(places).length === 0 ? t.editor.invalidPlace : null);
      return;
    }
    setError(say(problem));
  }

  return {
    form,
    base,
    busy,
    dirty,
    /** What is typed lies in the page alone. */
    guarded: guarded === true,
    error,
    wrong,
    conflict,
    change: (next: Form) => setForm(next),
    save,
    /** Shows what differs from `theirs`, without a save. */
    async compare(theirs: ObjectAnswer) {
      if (base !== null) setConflict(await collide(base, form, theirs));
    },
    closeConflict: () => setConflict(null),
    /** Goes on with the choices, on top of what is there now. */
    async settle(next: Form, theirs: ObjectAnswer) {
      setConflict(null);
      setForm(next);
      setBase(theirs);
      await save(theirs, next);
    },
    discard: end,
  };
}
