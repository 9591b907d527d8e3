import type { ImportChange, RightsPreview } from "@strongroom/client";
import { Card } from "../design/card.tsx";
import { Checkbox } from "../design/field.tsx";
import { useFormat } from "../text/format.ts";
import { useAllText } from "../text/index.ts";
import styles from "./importing.module.css";

interface Props {
  rights: RightsPreview;
  taken: boolean;
  intoNew: boolean;
  busy: boolean;
  put: (change: ImportChange) => void;
}

/** What the rights in an archive come to here: whose are known, whose are left out. */
export function Rights({ rights, taken, intoNew, busy, put }: Props) {
  const t = useAllText();
  const format = useFormat();
  const names = (list: RightsPreview["known"]) => format.list(list.map(({ name }) => name));
  const byName = rights.known.filter(({ by_name }) => by_name === true);
  return (
    <Card caption={t.importing.rights}>
      <div className={styles.rights}>
        <p>{t.importing.rightsCount(format.number(rights.assignments), format.number(rights.rules))}</p>
        {rights.known.length > 0 && <p>{t.importing.known(names(rights.known))}</p>}
        {byName.length > 0 && <p className={styles.careful}>{t.importing.byName(names(byName))}</p>}
        {rights.unknown.length > 0 && <p>{t.importing.unknown(names(rights.unknown))}</p>}
        {rights.would_widen && <p className={styles.careful}>{t.importing.wouldWiden}</p>}
        {!intoNew && <p>{t.importing.rightsNewOnly}</p>}
        <Checkbox
          label={t.importing.takeRights}
          checked={taken}
          disabled={busy || rights.would_widen || !intoNew}
          onChange={(event) => put({ rights: event.target.checked ? "take" : "leave_out" })}
        />
      </div>
    </Card>
  );
}
