import type { Assignment } from "@strongroom/client";
import { useState } from "react";
import { FormDialog } from "../../../design/dialog.tsx";
import { Checkbox, SelectField } from "../../../design/field.tsx";
import { useAllText } from "../../../text/index.ts";
import { placeChange } from "../draft.ts";
import { allowing, type Bundle, DATABASE_BUNDLES } from "../marks.ts";
import { isWrong, PeriodFields } from "../period.tsx";
import { placeOf } from "../place.ts";
import { Foretold, useForetold } from "./foretold.tsx";
import { useOwnLoss } from "./own-loss.tsx";
import { useSaving } from "./saving.ts";

interface ChangeProps {
  db: string;
  chosen: Assignment[];
  onClose: () => void;
}

/** Changes level and period of one or of many at once. What is different among them stays so until it is chosen. */
export function ChangeDialog({ db, chosen, onClose }: ChangeProps) {
  const t = useAllText().permissionsScreen;
  const save = useSaving(db);
  const [bundle, setBundle] = useState<Bundle | "keep">("keep");
  const [first] = chosen;
  const [keepPeriod, setKeepPeriod] = useState(chosen.length > 1);
  const [period, setPeriod] = useState({ from: first?.valid_from ?? null, to: first?.valid_to ?? null });
  const permissions = DATABASE_BUNDLES.find(([one]) => one === bundle)?.[1];
  const places = chosen.flatMap((assignment) => {
    const before = placeOf(assignment);
    if (before === null) return [];
    const marks = permissions === undefined ? before.marks : allowing(permissions);
    const now = { marks, ...(keepPeriod ? { from: before.from, to: before.to } : period) };
    return JSON.stringify(now) === JSON.stringify(before) ? [] : [{ id: assignment.principal.id, now }];
  });
  const foretold = useForetold(
    db,
    places.map(({ id, now }) => placeChange(id, now)),
  );
  const { field, confirmed } = useOwnLoss(foretold, first?.principal.name ?? "");
  return (
    <FormDialog
      open
      onClose={onClose}
      size="medium"
      title={t.changeTitle(chosen.length)}
      text={t.changeText}
      go={t.change}
      disabled={!foretold.known || !confirmed || (!keepPeriod && isWrong(period.from, period.to))}
      submit={() => save(foretold.changes, foretold.preview.data?.revision)}
    >
      <SelectField label={t.level} value={bundle} onChange={(event) => setBundle(event.target.value as Bundle)}>
        <option value="keep">{t.keepLevel}</option>
        {DATABASE_BUNDLES.map(([one]) => (
          <option key={one} value={one}>
            {t.bundles[one]}
          </option>
        ))}
      </SelectField>
      {chosen.length > 1 && (
        <Checkbox label={t.keepPeriod} checked={keepPeriod} onChange={(event) => setKeepPeriod(event.target.checked)} />
      )}
      {!keepPeriod && (
        <div>
          <PeriodFields from={period.from} to={period.to} onChange={setPeriod} />
        </div>
      )}
      <Foretold foretold={foretold} />
      {field}
    </FormDialog>
  );
}
