import type { FieldDifference, ObjectAnswer } from "@strongroom/client";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { Button } from "../../design/button.tsx";
import { toast } from "../../design/toast.tsx";
import { queries } from "../../server/index.ts";
import { useProblemText } from "../../server/problem-text.ts";
import { useText } from "../../text/index.ts";
import { useFieldTitle } from "../details/field.tsx";
import { entryKey } from "../entry.ts";
import { useEntryTypes } from "../entry-types.ts";
import { HeldSecret } from "../secrets/held-secret.tsx";
import { reveal } from "../secrets/reveal.ts";
import { tellUnlessTurnedBack } from "../secrets/tell.ts";
import styles from "./history.module.css";
import { propertyText } from "./property-text.ts";
import { restoreVersion, revealOld, useComparison, useVersion } from "./queries.ts";

interface Props {
  entry: ObjectAnswer;
  revision: number;
  onRestored: () => void;
}

/** One version: what has changed since, the old secrets behind their eyes, and the way back to it. */
export function VersionView({ entry, revision, onRestored }: Props) {
  const t = useText();
  const say = useProblemText();
  const [busy, setBusy] = useState(false);
  const types = useEntryTypes();
  const comparison = useComparison(entry, revision);
  const version = useVersion(entry, revision);
  const titleOf = useFieldTitle(types.data?.find(({ name }) => name === entry.type));
  const error = comparison.error ?? version.error;

  async function run(from: ObjectAnswer, to: number, text: string, undo: boolean) {
    try {
      const now = await restoreVersion(from, to);
      queries.setQueryData(entryKey(entry.database, entry.id), now);
      const back = () => void run(now, from.revision, t.history.restoredBack, false);
      toast({ text, ...(undo ? { action: { label: t.everywhere.undo, run: back } } : {}) });
    } catch (problem) {
      tellUnlessTurnedBack(problem, say);
      return false;
    }
    return true;
  }
  async function restore() {
    setBusy(true);
    const done = await run(entry, revision, t.history.restored(revision), true);
    setBusy(false);
    if (done) onRestored();
  }

  if (error !== null) return <p role="alert">{say(error)}</p>;
  if (comparison.data === undefined || version.data === undefined) return <div className={styles.version} aria-busy />;
  const { properties, fields } = comparison.data;
  const old = version.data;
  const same = properties.length === 0 && fields.length === 0;
  const customOf = (name: string) =>
    (old.fields.find((one) => one.name === name) ?? entry.fields.find((one) => one.name === name))?.custom;
  return (
    <div className={styles.version}>
      {same ? (
        <p>{t.history.noDifference}</p>
      ) : (
        <table className={styles.table}>
          <caption>{t.history.differences}</caption>
          <thead>
            <tr>
              <td />
              <th scope="col">{t.history.before}</th>
              <th scope="col">{t.history.now}</th>
            </tr>
          </thead>
          <tbody>
            {properties.map((name) => (
              <tr key={name}>
                <th scope="row">{t.history.properties[name] ?? name}</th>
                <td>
                  <bdi className={styles.value}>{propertyText(old, name, t)}</bdi>
                </td>
                <td>
                  <bdi className={styles.value}>{propertyText(entry, name, t)}</bdi>
                </td>
              </tr>
            ))}
            {fields.map((field) => (
              <FieldLine
                key={field.name}
                {...{ entry, old, revision, field }}
                title={titleOf({ name: field.name, custom: customOf(field.name) })}
              />
            ))}
          </tbody>
        </table>
      )}
      {entry.rights.includes("modify_entries") && (
        <Button icon={<RotateCcw aria-hidden />} busy={busy} disabled={same} onClick={() => void restore()}>
          {t.history.restore}
        </Button>
      )}
    </div>
  );
}

interface FieldProps {
  entry: ObjectAnswer;
  old: ObjectAnswer;
  revision: number;
  field: FieldDifference;
  title: string;
}

function FieldLine({ entry, old, revision, field, title }: FieldProps) {
  const t = useText();
  const { name } = field;
  const side = (
    object: ObjectAnswer,
    value: string | null | undefined,
    label: string,
    fetch: () => Promise<string>,
  ) => {
    const there = object.fields.find((one) => one.name === name);
    if (there === undefined) return <i>{t.history.notThere}</i>;
    if (there.secret) return <HeldSecret label={`${title}, ${label}`} fetch={fetch} />;
    return <bdi className={styles.value}>{value ?? there.value ?? ""}</bdi>;
  };
  return (
    <tr>
      <th scope="row">
        <bdi>{title}</bdi>
      </th>
      <td>{side(old, field.before, t.history.before, () => revealOld(entry, revision, "show", name))}</td>
      <td>
        {side(
          entry,
          field.after,
          t.history.now,
          async () => (await reveal(entry.database, entry, "show", [name]))[name] ?? "",
        )}
      </td>
    </tr>
  );
}
