import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { FormDialog } from "../design/dialog.tsx";
import { TextField } from "../design/field.tsx";
import { toast } from "../design/toast.tsx";
import { Told } from "../server/told.ts";
import { useText } from "../text/index.ts";
import type { Shown } from "../vault/list/source.ts";
import styles from "./moving.module.css";
import { patchObject, seen } from "./patch.ts";
import { useRefusal } from "./words.ts";

function useRename(object: Shown) {
  const t = useText();
  const refusal = useRefusal();
  return async (title: string) => {
    if (title === "" || title === object.title) return;
    await patchObject(object, { title }, seen(object));
    const run = () =>
      void patchObject(object, { title: object.title }, "*").catch((error) =>
        toast({ text: refusal(error, [object]), look: "bad" }),
      );
    toast({ text: t.moving.renamed(object.title, title), action: { label: t.everywhere.undo, run } });
  };
}

/** Another title for a folder or an entry: on its line, where there is one in sight. */
export function Rename({ object, row, onClose }: { object: Shown; row: HTMLElement | null; onClose: () => void }) {
  return row === null ? (
    <RenameDialog object={object} onClose={onClose} />
  ) : (
    <RenameInPlace object={object} row={row} onClose={onClose} />
  );
}

function RenameDialog({ object, onClose }: { object: Shown; onClose: () => void }) {
  const t = useText();
  const refusal = useRefusal();
  const rename = useRename(object);
  const [title, setTitle] = useState(object.title);
  return (
    <FormDialog
      open
      title={t.everywhere.rename}
      go={t.everywhere.rename}
      disabled={title.trim() === ""}
      onClose={onClose}
      submit={() =>
        rename(title.trim()).catch((error) => {
          throw new Told(refusal(error, [object]), error);
        })
      }
    >
      <TextField
        label={t.moving.title}
        autoFocus
        maxLength={500}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
    </FormDialog>
  );
}

/**
 * A field over the line. It lies above the list and not in it: a line of a list may hold no field of its own, and
 * the list may draw its lines anew while one types.
 */
function RenameInPlace({ object, row, onClose }: { object: Shown; row: HTMLElement; onClose: () => void }) {
  const t = useText();
  const refusal = useRefusal();
  const rename = useRename(object);
  const field = useRef<HTMLInputElement>(null);
  const over = useRef(false);
  const [title, setTitle] = useState(object.title);
  const [place] = useState(() => {
    const { left, top, width, height } = row.getBoundingClientRect();
    return { left, top, width, height };
  });
  const [back] = useState(() => row.closest<HTMLElement>("[role='listbox'], [role='tree']"));

  useLayoutEffect(() => {
    field.current?.select();
  }, []);
  // A menu that closes gives the focus back to its list a moment later.
  useEffect(() => {
    const timer = setTimeout(() => field.current?.focus(), 60);
    return () => clearTimeout(timer);
  }, []);

  async function finish(save: boolean) {
    if (over.current) return;
    over.current = true;
    try {
      if (save) await rename(title.trim());
      onClose();
      back?.focus({ preventScroll: true });
    } catch (error) {
      over.current = false;
      toast({ text: refusal(error, [object]), look: "bad" });
      field.current?.focus();
    }
  }
  function onKeyDown(event: KeyboardEvent) {
    event.stopPropagation();
    if (event.key === "Enter") void finish(true);
    else if (event.key === "Escape") void finish(false);
  }
  const started = useRef(Date.now());
  return createPortal(
    <div className={styles.rename} style={place}>
      <input
        ref={field}
        // biome-ignore lint/a11y/noAutofocus: whoever pressed F2 wants to type
        autoFocus
        aria-label={t.moving.titleOf(object.title)}
        maxLength={500}
        spellCheck={false}
        autoComplete="off"
        value={title}
        onChange={(event) => setTitle(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => Date.now() - started.current > 200 && void finish(true)}
      />
    </div>,
    document.body,
  );
}
