import type { EntryType, ObjectAnswer } from "@strongroom/client";
import { CircleAlert, Plus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../../design/button.tsx";
import { TextField } from "../../design/field.tsx";
import { Kbd } from "../../design/kbd.tsx";
import { toast } from "../../design/toast.tsx";
import { useText } from "../../text/index.ts";
import { useFieldTitle } from "../details/field.tsx";
import { useGuarded } from "../drafts/guarded.ts";
import { draftChanged, useDrafts } from "../drafts/index.ts";
import { useEditLock } from "../locks/use-edit-lock.ts";
import { ConflictDialog } from "./conflict.tsx";
import { CustomField } from "./custom-field.tsx";
import { useDraftTime } from "./draft.ts";
import styles from "./editor.module.css";
import { FieldInput } from "./field-input.tsx";
import { emptyForm, type Form, type FormField, freeName } from "./form.ts";
import { DraftNotice, LockNotice, NewerNotice, Notice } from "./notices.tsx";
import { Properties } from "./properties.tsx";
import { type DraftContent, useEditor } from "./use-editor.ts";

interface Props {
  draftName: string;
  database: string;
  parent: string | null;
  /** The entry as it is now; `null`: it is new, or was lost sight of. */
  present: ObjectAnswer | null;
  types: EntryType[];
  start: DraftContent;
  /** When the draft that the form starts with was written. */
  drafted: Date | null;
  onLeave: () => void;
  onSaved: (saved: ObjectAnswer) => void;
}

/** What the form of a new entry holds before anybody typed. */
function emptyOf(types: EntryType[], form: Form): Form {
  const type = types.find(({ name }) => name === form.type);
  return type === undefined ? form : emptyForm(type);
}

/** The form of an entry, new or not: Ctrl S saves, Escape leaves and keeps the draft. */
export function EntryForm({ draftName, database, parent, present, types, start, drafted, onLeave, onSaved }: Props) {
  const t = useText();
  const time = useDraftTime();
  const drafts = useDrafts();
  const [first] = useState(start);
  const [restored, setRestored] = useState(drafted);
  const [added, setAdded] = useState<string | null>(null);
  const made = useRef(0);
  const lock = useEditLock(database, first.base?.id ?? null);
  const editor = useEditor({
    place: draftName,
    database,
    parent,
    start: first,
    empty: emptyOf(types, first.form),
    guarded: useGuarded(database, parent, present),
    onLocked: lock.refused,
    onSaved(saved) {
      void lock.release();
      onSaved(saved);
    },
  });
  const { form, base, wrong } = editor;
  const titleOf = useFieldTitle(types.find(({ name }) => name === form.type));
  const gone = base !== null && present === null;
  const newer = base !== null && present !== null && (present.revision ?? 0) > base.revision;
  const twice = (field: FormField) => form.fields.some((one) => one.key !== field.key && one.name === field.name);
  const broken = form.title.trim() === "" || form.fields.some((field) => field.name.trim() === "" || twice(field));

  const change = (next: typeof form) => {
    lock.touch();
    editor.change(next);
  };
  const changeField = (key: string, next: Partial<FormField>) => {
    const fields = form.fields.map((field) => (field.key === key ? { ...field, ...next } : field));
    change({ ...form, fields });
  };
  function addField() {
    made.current += 1;
    const key = `added ${made.current} ${Date.now()}`;
    const name = freeName(form, t.editor.newField);
    const field: FormField = {
      key,
      name,
      was: null,
      kind: "text",
      secret: false,
      custom: true,
      value: "",
      shown: null,
    };
    setAdded(key);
    change({ ...form, fields: [...form.fields, field] });
  }
  function leave() {
    if (editor.dirty) {
      const discard = async () => {
        await drafts.discard(draftName);
        draftChanged(draftName);
        toast({ text: t.editor.leftAndDiscarded });
      };
      const text = editor.guarded ? t.editor.leftInPage : t.editor.left;
      toast({ text, action: { label: t.editor.discard, run: () => void discard() } });
    }
    onLeave();
  }
  async function discard() {
    await editor.discard();
    onLeave();
  }
  function save() {
    if (!broken && !gone) void editor.save();
  }
  const element = useRef<HTMLFormElement>(null);
  // On the window, because a button that is gone takes the focus along: the keys of the form work then, too.
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const target = event.target as Node;
      if (event.defaultPrevented || !(target === document.body || element.current?.contains(target) === true)) return;
      if (event.key === "s" && (event.ctrlKey || event.metaKey)) save();
      else if (event.key === "Escape") leave();
      else return;
      event.preventDefault();
    }
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  });

  const own = form.fields.filter((field) => !field.custom);
  const custom = form.fields.filter((field) => field.custom);
  const name = base === null ? t.editor.newEntry : t.editor.form(base.title);
  return (
    <form
      ref={element}
      className={styles.editor}
      aria-label={name}
      noValidate
      onPointerDown={lock.touch}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <div className={styles.scroll}>
        {gone && (
          <Notice look="deny" icon={<CircleAlert aria-hidden />}>
            {t.editor.gone}
          </Notice>
        )}
        {restored !== null && (
          <DraftNotice text={t.editor.draftShown(time(restored))}>
            <Button onClick={() => void discard()}>{t.editor.discard}</Button>
          </DraftNotice>
        )}
        {base !== null && !gone && (
          <LockNotice
            database={database}
            id={base.id}
            state={lock.state}
            guarded={editor.guarded}
            retake={() => void lock.take()}
          />
        )}
        {newer && !editor.busy && <NewerNotice entry={present} onCompare={() => void editor.compare(present)} />}
        <div className={styles.group}>
          <TextField
            label={t.editor.title}
            autoFocus
            maxLength={500}
            error={wrong.title}
            value={form.title}
            onChange={(event) => change({ ...form, title: event.target.value })}
          />
          {own.map((field) => (
            <FieldInput
              key={field.key}
              base={base}
              field={field}
              title={titleOf(field)}
              error={wrong[field.key]}
              onChange={(next) => changeField(field.key, next)}
            />
          ))}
        </div>
        <h3>{t.editor.ownFields}</h3>
        <div className={styles.group}>
          {custom.length === 0 && <p className={styles.faint}>{t.editor.noOwnFields}</p>}
          {custom.map((field) => (
            <CustomField
              key={field.key}
              base={base}
              field={field}
              error={wrong[field.key]}
              twice={twice(field)}
              fresh={field.key === added}
              onChange={(next) => changeField(field.key, next)}
              onRemove={() => change({ ...form, fields: form.fields.filter(({ key }) => key !== field.key) })}
            />
          ))}
          <div>
            <Button icon={<Plus aria-hidden />} disabled={form.fields.length >= 200} onClick={addField}>
              {t.editor.addField}
            </Button>
          </div>
        </div>
        <h3>{t.editor.properties}</h3>
        <Properties form={form} types={types} wrong={wrong} onChange={change} />
      </div>
      <footer className={styles.foot}>
        {editor.error !== null ? (
          <p role="alert" data-error>
            {editor.error}
          </p>
        ) : (
          <p>{editor.dirty ? (editor.guarded ? t.editor.unsavedInPage : t.editor.unsaved) : ""}</p>
        )}
        <Button look="plain" onClick={() => (editor.dirty ? void discard() : leave())}>
          {editor.dirty ? t.editor.discard : t.everywhere.cancel}
        </Button>
        <Button type="submit" look="go" busy={editor.busy} disabled={broken || gone} aria-keyshortcuts="Control+S">
          {t.editor.save}
          <Kbd keys="Ctrl S" />
        </Button>
      </footer>
      {editor.conflict !== null && base !== null && (
        <ConflictDialog
          conflict={editor.conflict}
          form={form}
          types={types}
          onClose={editor.closeConflict}
          onSettle={(next, theirs) => {
            setRestored(null);
            return editor.settle(next, theirs);
          }}
        />
      )}
    </form>
  );
}
