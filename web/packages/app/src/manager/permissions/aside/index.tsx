import type { PreviewedRights, RightsChange } from "@strongroom/client";
import { useAllText } from "../../../text/index.ts";
import { Legend } from "../legend.tsx";
import type { Objects } from "../objects/objects.ts";
import type { PrincipalInfo } from "../principal-bar.tsx";
import styles from "./aside.module.css";
import { EffectsCard } from "./effects.tsx";
import { PersonCard } from "./person.tsx";
import { WhoCard } from "./who.tsx";

interface AsideProps {
  db: string;
  database: string;
  principal: PrincipalInfo;
  object: string | null;
  objects: Objects | undefined;
  changes: RightsChange[];
  preview: { data: PreviewedRights | undefined; isFetching: boolean };
  /** How many accesses to this principal are under a seal. */
  sealed: number;
}

/** What a save would do, what one person can do here, who can open this, and what the signs mean. */
export function Aside({ db, database, principal, object, objects, changes, preview, sealed }: AsideProps) {
  const t = useAllText().permissionsScreen;
  const title = object === null ? database : objects?.byId.get(object)?.title;
  return (
    <aside className={styles.aside} aria-label={t.effectsTitle}>
      <EffectsCard
        effects={preview.data?.effects}
        working={preview.isFetching}
        changed={changes.length > 0}
        sealed={sealed}
      />
      {title !== undefined && (
        <PersonCard
          db={db}
          where={title}
          principal={principal}
          object={object}
          objects={objects}
          changes={changes}
          affected={preview.data?.effects.people ?? undefined}
        />
      )}
      {object !== null && title !== undefined && <WhoCard key={object} db={db} object={object} title={title} />}
      <Legend />
    </aside>
  );
}
