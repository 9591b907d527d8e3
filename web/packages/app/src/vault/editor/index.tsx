import type { EntryType, ObjectAnswer } from "@strongroom/client";
import { FileX } from "lucide-react";
import { knownCatalogue } from "../../catalogue/index.ts";
import { Empty } from "../../design/empty.tsx";
import { toast } from "../../design/toast.tsx";
import { queries } from "../../server/index.ts";
import { useText } from "../../text/index.ts";
import { type Found, useDraft } from "../drafts/index.ts";
import { entryKey, useEntry } from "../entry.ts";
import { useEntryTypes } from "../entry-types.ts";
import { type Place, useGo } from "../place.ts";
import { draftPlace } from "./draft.ts";
import { focusEditButton } from "./edit-button.tsx";
import styles from "./editor.module.css";
import { EntryForm } from "./entry-form.tsx";
import { emptyForm, formOf } from "./form.ts";
import { TypeChooser } from "./type-chooser.tsx";
import type { DraftContent } from "./use-editor.ts";

/** The form of one entry that is there. */
export function EditEntry({ place, database, id }: { place: Place; database: string; id: string }) {
  const entry = useEntry(database, id);
  const types = useEntryTypes();
  const { ready, draft } = useDraft<DraftContent>(draftPlace(database, id));
  if (entry.data === undefined || types.data === undefined || !ready)
    return <div className={styles.editor} aria-busy />;
  return (
    <Edit key={id} place={place} entry={entry.data} types={types.data} draft={draft} id={id} database={database} />
  );
}

interface EditProps {
  place: Place;
  database: string;
  id: string;
  entry: ObjectAnswer | null;
  types: EntryType[];
  draft: Found<DraftContent> | null;
}

function Edit({ place, database, id, entry, types, draft }: EditProps) {
  const t = useText();
  const go = useGo();
  const base = draft?.content.base ?? entry;
  const leave = () => {
    focusEditButton(id);
    go({ ...place, entry: { database, id, tab: null } }, { replace: true });
  };
  if (base === null) return <Empty icon={<FileX aria-hidden />} title={t.vault.notThere} text={t.vault.goneText} />;
  const type = types.find(({ name }) => name === base.type);
  const fresh: DraftContent = { form: formOf(base, type), base, attempt: null };
  return (
    <EntryForm
      draftName={draftPlace(database, id)}
      database={database}
      parent={base.parent ?? null}
      present={entry}
      types={types}
      start={draft?.content ?? fresh}
      drafted={draft?.at ?? null}
      onLeave={leave}
      onSaved={(saved) => {
        queries.setQueryData(entryKey(database, id), saved);
        knownCatalogue(database)?.took(saved);
        toast({ text: t.editor.saved });
        leave();
      }}
    />
  );
}

interface NewProps {
  place: Place;
  database: string;
  parent: string | null;
  type: string | null;
}

/** The form of an entry that is to be made; its type is chosen first. */
export function NewEntry({ place, database, parent, type: name }: NewProps) {
  const go = useGo();
  const types = useEntryTypes();
  const { ready, draft } = useDraft<DraftContent>(draftPlace(database, `new/${parent}`));
  if (types.data === undefined || !ready) return <div className={styles.editor} aria-busy />;
  const type = types.data.find((one) => one.name === (draft?.content.form.type ?? name));
  const to = (tab: string) => go({ ...place, entry: { database, id: "new", tab } }, { replace: true });
  const leave = () => go({ ...place, entry: null }, { replace: true });
  if (type === undefined) return <TypeChooser types={types.data} onChoose={to} onLeave={leave} />;
  return <Make key={type.name} {...{ place, database, parent, type, draft, leave }} types={types.data} />;
}

interface MakeProps extends Omit<NewProps, "type"> {
  type: EntryType;
  types: EntryType[];
  draft: Found<DraftContent> | null;
  leave: () => void;
}

function Make({ place, database, parent, type, types, draft, leave }: MakeProps) {
  const t = useText();
  const go = useGo();
  const fresh: DraftContent = { form: emptyForm(type), base: null, attempt: null };
  return (
    <EntryForm
      draftName={draftPlace(database, `new/${parent}`)}
      database={database}
      parent={parent}
      present={null}
      types={types}
      start={draft?.content ?? fresh}
      drafted={draft?.at ?? null}
      onLeave={leave}
      onSaved={(saved) => {
        knownCatalogue(database)?.took(saved);
        toast({ text: t.editor.created(saved.title) });
        focusEditButton(saved.id);
        go({ ...place, entry: { database, id: saved.id, tab: null } }, { replace: true });
      }}
    />
  );
}
