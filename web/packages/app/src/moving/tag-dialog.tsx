import { X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { knownCatalogue } from "../catalogue/index.ts";
import { Button } from "../design/button.tsx";
import { FormDialog } from "../design/dialog.tsx";
import { TextField } from "../design/field.tsx";
import { toast } from "../design/toast.tsx";
import { Told } from "../server/told.ts";
import { useFormat } from "../text/format.ts";
import { useText } from "../text/index.ts";
import type { Shown } from "../vault/list/source.ts";
import { byDatabase, tagObjects } from "./calls.ts";
import styles from "./moving.module.css";
import { useRefusal, useWhat } from "./words.ts";

/** How many of `objects` have each tag, the tags in their order. */
function counts(objects: Shown[]): [string, number][] {
  const found = new Map<string, number>();
  for (const { tags } of objects) for (const tag of tags) found.set(tag, (found.get(tag) ?? 0) + 1);
  return [...found].sort(([a], [b]) => a.localeCompare(b));
}

/** One of `objects` that a second password covers: that is the one to be asked for. */
function coveredOf(objects: Shown[]): string | null {
  return objects.find(({ secondPassword }) => secondPassword)?.id ?? null;
}

/** Puts tags on many objects and takes others off. What nobody touches stays as it is on each. */
export function TagDialog({ objects, onClose }: { objects: Shown[]; onClose: () => void }) {
  const t = useText();
  const format = useFormat();
  const what = useWhat()(objects);
  const refusal = useRefusal();
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const [typed, setTyped] = useState("");
  const present = counts(objects);

  const take = () => {
    const tag = typed.trim();
    if (tag === "") return add;
    const next = add.includes(tag) ? add : [...add, tag];
    setAdd(next);
    setRemove(remove.filter((one) => one !== tag));
    setTyped("");
    return next;
  };
  async function put(on: string[], off: string[]): Promise<Map<string, string[]>> {
    const changed = new Map<string, string[]>();
    for (const [database, part] of byDatabase(objects)) {
      changed.set(database, await tagObjects(database, part, on, off, coveredOf(part)));
      void knownCatalogue(database)?.refresh();
    }
    return changed;
  }
  async function undo() {
    // Each gets back exactly what it had.
    for (const one of objects) {
      const { id, database, tags } = one;
      const before = new Set(tags);
      const back = remove.filter((tag) => before.has(tag));
      const away = [...add, typed.trim()].filter((tag) => tag !== "" && !before.has(tag));
      if (back.length + away.length > 0)
        await tagObjects(database, [{ id, revision: "*" }], back, away, coveredOf([one]));
    }
    for (const [database] of byDatabase(objects)) void knownCatalogue(database)?.refresh();
  }
  async function submit() {
    try {
      await put(take(), remove);
    } catch (error) {
      throw new Told(refusal(error, objects), error);
    }
    const run = () =>
      void undo()
        .then(() => toast({ text: t.moving.undone }))
        .catch((error) => toast({ text: refusal(error, objects), look: "bad" }));
    toast({ text: t.moving.tagged(what), action: { label: t.everywhere.undo, run } });
  }
  function onKeyDown(event: KeyboardEvent) {
    if ((event.key !== "Enter" && event.key !== ",") || typed.trim() === "") return;
    event.preventDefault();
    take();
  }

  return (
    <FormDialog
      open
      title={t.moving.tagTitle(what)}
      go={t.everywhere.save}
      disabled={add.length + remove.length === 0 && typed.trim() === ""}
      onClose={onClose}
      submit={submit}
    >
      <TextField
        label={t.moving.newTag}
        hint={t.moving.newTagHint}
        autoFocus
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
        end={
          <Button look="plain" disabled={typed.trim() === ""} onClick={take}>
            {t.everywhere.add}
          </Button>
        }
      />
      <ul className={styles.tags} aria-label={t.moving.tags}>
        {add.map((tag) => (
          <li key={tag}>
            <button
              type="button"
              className={styles.chip}
              data-look="add"
              onClick={() => setAdd(add.filter((one) => one !== tag))}
            >
              + {tag}
              <X aria-label={t.everywhere.remove} />
            </button>
          </li>
        ))}
        {present
          .filter(([tag]) => !add.includes(tag))
          .map(([tag, count]) => {
            const off = remove.includes(tag);
            return (
              <li key={tag}>
                <button
                  type="button"
                  className={styles.chip}
                  data-look={off ? "remove" : undefined}
                  aria-pressed={off}
                  aria-label={t.moving.takeOff(tag)}
                  onClick={() => setRemove(off ? remove.filter((one) => one !== tag) : [...remove, tag])}
                >
                  {off ? <s>{tag}</s> : tag}
                  {count < objects.length && (
                    <small>{t.moving.onSome(format.number(count), format.number(objects.length))}</small>
                  )}
                  <X aria-hidden />
                </button>
              </li>
            );
          })}
      </ul>
    </FormDialog>
  );
}
