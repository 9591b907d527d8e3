import type { Decision } from "@strongroom/client";
import { useAllText } from "../../text/index.ts";
import { Bundles } from "./bundles.tsx";
import { type Draft, type Place, withPlace } from "./draft.ts";
import styles from "./general.module.css";
import { Grid } from "./grid/index.tsx";
import { areTogether, DATABASE, DATABASE_BUNDLES, type Marks, withSetting } from "./marks.ts";
import { PeriodFields } from "./period.tsx";
import type { Reader } from "./reason.ts";
import { useTogether } from "./together.tsx";

interface GeneralProps {
  db: string;
  database: string;
  principal: string;
  place: Place | null;
  draft: Draft;
  edit: (change: (draft: Draft) => Draft) => void;
  rights: Record<string, Decision> | undefined;
  saved: Record<string, Decision> | undefined;
  isFolder: (id: string) => boolean;
}

/** The tab *General*: the sixteen permissions at the database, and for how long they count. */
export function General(props: GeneralProps) {
  const { db, database, principal, place, draft, edit, rights, saved, isFolder } = props;
  const t = useAllText().permissionsScreen;
  const now = draft.place === undefined ? place : draft.place.now;
  const marks: Marks = now?.marks ?? {};
  const { together, join } = useTogether(areTogether(marks));
  const reader: Reader = { db, principal, object: null, isFolder };
  const change = (next: Partial<Place>) =>
    edit((draft) => {
      const before = (draft.place === undefined ? place : draft.place.now) ?? { marks: {}, from: null, to: null };
      return withPlace(draft, place, { ...before, ...next });
    });
  return (
    <div className={styles.scroll}>
      {now === null && (
        <p className={styles.note} role="note">
          <b>{t.place}.</b> {t.placeText}
        </p>
      )}
      <Bundles
        bundles={DATABASE_BUNDLES}
        marks={marks}
        onChoose={(next) => change({ marks: next })}
        together={together}
        onTogether={join}
        rights={rights}
        permissions={DATABASE}
        object={null}
      >
        <Grid
          on={database}
          permissions={DATABASE}
          marks={marks}
          rights={rights}
          saved={saved}
          reader={reader}
          together={together}
          onSet={(permissions, setting) => change({ marks: withSetting(marks, permissions, setting) })}
        />
      </Bundles>
      <section className={styles.period} aria-label={t.period}>
        <PeriodFields
          from={now?.from ?? null}
          to={now?.to ?? null}
          disabled={now === null}
          onChange={(period) => change(period)}
        />
      </section>
    </div>
  );
}
