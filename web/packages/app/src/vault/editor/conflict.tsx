import type { EntryType, ObjectAnswer } from "@strongroom/client";
import { useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { useName } from "../../server/names.ts";
import { useText } from "../../text/index.ts";
import { useFieldTitle } from "../details/field.tsx";
import { SecretText } from "../details/secret-text.tsx";
import { HeldSecret } from "../secrets/held-secret.tsx";
import { reveal } from "../secrets/reveal.ts";
import styles from "./conflict.module.css";
import { dayOf } from "./day.ts";
import type { Form } from "./form.ts";
import { type Difference, merged, type Pick, type Property, proposed } from "./merge.ts";
import type { Conflict } from "./use-editor.ts";

interface Props {
  conflict: Conflict;
  form: Form;
  types: EntryType[];
  onClose: () => void;
  onSettle: (form: Form, theirs: ObjectAnswer) => Promise<void>;
}

/** Both sides of an entry that two people changed, one difference a line; a choice for each, and then one save. */
export function ConflictDialog({ conflict: { theirs, found }, form, types, onClose, onSettle }: Props) {
  const t = useText();
  const who = useName(theirs.modified_by);
  const [picks, setPicks] = useState<Record<string, Pick>>({});
  const type = types.find(({ name }) => name === theirs.type);
  const titleOf = useFieldTitle(type);
  const pick = (one: Difference) => picks[one.key] ?? proposed(one);
  const names: Record<Property, string> = {
    title: t.editor.title,
    type: t.editor.type,
    tags: t.editor.tags,
    category: t.editor.category,
    importance: t.editor.importance,
    validTo: t.editor.validTo,
    warning: t.editor.warning,
    icon: t.moving.icon,
    onlineOnly: t.editor.onlineOnly,
  };
  const isOwn = (one: Difference) =>
    "field" in one.of && type?.fields.some((own) => "field" in one.of && own.name === one.of.field) === true;
  const called = (one: Difference) =>
    "property" in one.of
      ? names[one.of.property]
      : titleOf({ name: one.field?.name ?? one.of.field, custom: !isOwn(one) });
  return (
    <FormDialog
      open
      size="large"
      title={t.editor.conflictTitle}
      text={t.editor.conflictText}
      go={t.editor.saveMerged}
      onClose={onClose}
      submit={() => onSettle(merged(form, theirs, type, found, pick), theirs)}
    >
      <div className={styles.table}>
        <div className={styles.head} aria-hidden>
          <span />
          <b>{t.editor.mine}</b>
          <b>{who === undefined ? t.editor.theirs : t.editor.theirsOf(who)}</b>
        </div>
        {found.map((one) => (
          <fieldset key={one.key} className={styles.row}>
            <legend className="unseen">{t.editor.pickOf(called(one))}</legend>
            <div className={styles.name}>
              {called(one)}
              <small data-by={one.by}>
                {{ me: t.editor.changedMe, them: t.editor.changedThem, both: t.editor.changedBoth }[one.by]}
              </small>
            </div>
            {(["mine", "theirs"] as const).map((side) => (
              <div key={side} className={styles.side} data-picked={pick(one) === side}>
                <label>
                  <input
                    type="radio"
                    name={one.key}
                    checked={pick(one) === side}
                    onChange={() => setPicks({ ...picks, [one.key]: side })}
                  />
                  <span className="unseen">{side === "mine" ? t.editor.mine : t.editor.theirs}</span>
                  <Value one={one} side={side} theirs={theirs} />
                </label>
                <Held one={one} side={side} theirs={theirs} name={called(one)} />
              </div>
            ))}
          </fieldset>
        ))}
      </div>
    </FormDialog>
  );
}

interface SideProps {
  one: Difference;
  side: Pick;
  theirs: ObjectAnswer;
}

function isThere(one: Difference, theirs: ObjectAnswer): boolean {
  const name = "field" in one.of ? one.of.field : null;
  return theirs.fields.some((field) => field.name === name);
}

/** What a side says, as far as it is no secret. */
function Value({ one, side, theirs }: SideProps) {
  const t = useText();
  const value = side === "mine" ? one.mine : one.theirs;
  if ("property" in one.of) {
    if (value === "" || value === null) return <i>{t.editor.notSet}</i>;
    if (one.of.property === "validTo") return <span>{dayOf(value)}</span>;
    if (one.of.property === "onlineOnly") return <span>{value === "true" ? t.everywhere.yes : t.everywhere.no}</span>;
    if (one.of.property === "type") return <span>{t.editor.types[value] ?? value}</span>;
    if (one.of.property === "importance") {
      return <span>{(t.editor.importances as Record<string, string>)[value] ?? value}</span>;
    }
    return <bdi>{value}</bdi>;
  }
  const missing = side === "mine" ? one.field === undefined : !isThere(one, theirs);
  if (missing) return <i>{t.editor.notThere}</i>;
  if (one.secret) return side === "mine" && value === null ? <i>{t.editor.unchangedSecret}</i> : null;
  return value === "" ? <i>{t.editor.notSet}</i> : <bdi className={styles.value}>{value}</bdi>;
}

/** A secret of either side: dots, until somebody holds its eye. */
function Held({ one, side, theirs, name }: SideProps & { name: string }) {
  const t = useText();
  if (!one.secret || "property" in one.of) return null;
  const { field } = one.of;
  if (side === "mine") {
    const { mine } = one;
    if (one.field === undefined || mine === null) return null;
    return <HeldSecret label={`${name}, ${t.editor.mine}`} fetch={async () => mine} />;
  }
  if (!isThere(one, theirs)) return null;
  const present = theirs.fields.find((own) => own.name === field);
  if (present?.secret === false) return <SecretText value={present.value ?? ""} />;
  const fetch = async () => (await reveal(theirs.database, theirs, "show", [field]))[field] ?? "";
  return <HeldSecret label={`${name}, ${t.editor.theirs}`} fetch={fetch} />;
}
