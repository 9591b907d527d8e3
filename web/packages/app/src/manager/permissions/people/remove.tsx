import type { Assignment } from "@strongroom/client";
import { useState } from "react";
import { FormDialog } from "../../../design/dialog.tsx";
import { TextField } from "../../../design/field.tsx";
import { useFormat } from "../../../text/format.ts";
import { useText } from "../../../text/index.ts";
import { placeChange } from "../draft.ts";
import { placeOf } from "../place.ts";
import styles from "../principal.module.css";
import { rulesOf, type Snapshot } from "../save.ts";
import { Foretold, useForetold } from "./foretold.tsx";
import { useSaving } from "./saving.ts";

interface RemoveProps {
  db: string;
  chosen: Assignment[];
  onClose: () => void;
  onDone?: () => void;
}

const NAMED = 3;

/** Takes people and groups off the database; says first who loses what by it, and undoes it. */
export function RemoveDialog({ db, chosen, onClose, onDone }: RemoveProps) {
  const t = useText();
  const words = t.permissionsScreen;
  const format = useFormat();
  const save = useSaving(db);
  const [typed, setTyped] = useState("");
  const names = chosen.slice(0, NAMED).map(({ principal }) => principal.name);
  const rest = chosen.length - names.length;
  const called = format.list(rest > 0 ? [...names, words.moreNames(format.number(rest))] : names);
  const foretold = useForetold(
    db,
    chosen.map(({ principal }) => placeChange(principal.id, null)),
  );
  // One's own right to administer is not taken by a slip.
  const own = foretold.preview.data?.effects.lost.includes("grant_admin_rights") === true;
  const confirmed = !own || typed === names[0];
  return (
    <FormDialog
      open
      onClose={onClose}
      size="medium"
      title={words.removeTitle(called)}
      text={words.removeText}
      go={t.common.remove}
      danger
      disabled={!foretold.known || !confirmed}
      submit={async () => {
        const before: Snapshot[] = [];
        for (const assignment of chosen) {
          const { id } = assignment.principal;
          before.push({ principal: id, place: placeOf(assignment), rules: await rulesOf(db, id) });
        }
        await save(foretold.changes, before, words.removed(called));
        onDone?.();
      }}
    >
      <Foretold foretold={foretold} />
      {own && (
        <>
          <p className={styles.warning}>{words.confirmOwn}</p>
          <TextField
            label={t.common.typeToConfirm(names[0] ?? "")}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </>
      )}
    </FormDialog>
  );
}
