import type { Assignment, PrincipalRef } from "@strongroom/client";
import { useState } from "react";
import { FormDialog } from "../../../design/dialog.tsx";
import { SelectField } from "../../../design/field.tsx";
import { PrincipalPicker } from "../../../design/principal-picker.tsx";
import { useAllText } from "../../../text/index.ts";
import { placeChange } from "../draft.ts";
import { allowing, type Bundle, DATABASE_BUNDLES } from "../marks.ts";
import { isWrong, PeriodFields } from "../period.tsx";
import { Foretold, useForetold } from "./foretold.tsx";
import { useSaving } from "./saving.ts";

interface NewProps {
  db: string;
  assignments: Assignment[];
  onClose: () => void;
}

/** Gives people and groups a place in the database. */
export function NewDialog({ db, assignments, onClose }: NewProps) {
  const t = useAllText().permissionsScreen;
  const save = useSaving(db);
  const [chosen, setChosen] = useState<PrincipalRef[]>([]);
  const [bundle, setBundle] = useState<Bundle>("view");
  const [period, setPeriod] = useState<{ from: string | null; to: string | null }>({ from: null, to: null });
  const marks = allowing(DATABASE_BUNDLES.find(([one]) => one === bundle)?.[1] ?? []);
  const foretold = useForetold(
    db,
    chosen.map(({ id }) => placeChange(id, { marks, ...period })),
  );
  return (
    <FormDialog
      open
      onClose={onClose}
      size="medium"
      title={t.newTitle}
      text={t.newText}
      go={t.add}
      disabled={!foretold.known || isWrong(period.from, period.to)}
      submit={() => save(foretold.changes, foretold.preview.data?.revision)}
    >
      <PrincipalPicker
        autoFocus
        label={t.newWho}
        chosen={chosen}
        onChange={setChosen}
        without={new Set(assignments.map(({ principal }) => principal.id))}
      />
      <SelectField
        label={t.level}
        hint={t.bundleText[bundle]}
        value={bundle}
        onChange={(event) => setBundle(event.target.value as Bundle)}
      >
        {DATABASE_BUNDLES.map(([one]) => (
          <option key={one} value={one}>
            {t.bundles[one]}
          </option>
        ))}
      </SelectField>
      <div>
        <PeriodFields from={period.from} to={period.to} onChange={setPeriod} />
      </div>
      <Foretold foretold={foretold} />
    </FormDialog>
  );
}
