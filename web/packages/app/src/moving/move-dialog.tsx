import type { Database } from "@strongroom/client";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { useCatalogue } from "../catalogue/index.ts";
import { FormDialog } from "../design/dialog.tsx";
import { SelectField } from "../design/field.tsx";
import { Told } from "../server/told.ts";
import { useText } from "../text/index.ts";
import { readable, useDatabases } from "../vault/databases.ts";
import type { Shown } from "../vault/list/source.ts";
import type { Acts } from "./acts.ts";
import { effectsOf } from "./calls.ts";
import { EffectsText } from "./effects.tsx";
import { mayAdd } from "./may-add.ts";
import styles from "./moving.module.css";
import { TargetTree } from "./target-tree.tsx";
import { useRefusal, useWhat } from "./words.ts";

interface Props {
  kind: "move" | "copy";
  objects: Shown[];
  acts: Acts;
  onClose: () => void;
}

/** Chooses a folder for what is moved or copied, and says beside it who would gain and who would lose sight. */
export function MoveDialog({ kind, objects, acts, onClose }: Props) {
  const t = useText();
  const title = useWhat()(objects);
  const from = objects[0]?.database ?? "";
  const databases = (useDatabases().data ?? []).filter((one) => readable(one) && one.state === "open");
  const [database, setDatabase] = useState(from);
  const current = databases.find(({ id }) => id === database);
  if (current === undefined) return null;
  return (
    <Choice
      key={database}
      kind={kind}
      title={kind === "move" ? t.moving.moveTitle(title) : t.moving.copyTitle(title)}
      objects={objects}
      acts={acts}
      onClose={onClose}
      database={current}
      databases={databases}
      onDatabase={setDatabase}
    />
  );
}

interface ChoiceProps extends Props {
  title: string;
  database: Database;
  databases: Database[];
  onDatabase: (id: string) => void;
}

function Choice({ kind, title, objects, acts, onClose, database, databases, onDatabase }: ChoiceProps) {
  const t = useText();
  const refusal = useRefusal();
  const catalogue = useCatalogue(database.id);
  const [folder, setFolder] = useState<string | null | undefined>(undefined);
  const body = useRef<HTMLDivElement>(null);
  const from = objects[0]?.database ?? "";
  const away = database.id !== from;
  const moving = useMemo(() => new Set(kind === "move" ? objects.map(({ id }) => id) : []), [kind, objects]);
  const chosen =
    folder !== undefined && mayAdd(catalogue, folder, database.rights) && !(folder !== null && moving.has(folder));
  const target = { database: database.id, folder: folder ?? null };
  const asked = kind === "move" && !away ? "move" : "copy";
  const effects = useQuery({
    queryKey: ["effects", asked, objects.map(({ id }) => id), database.id, folder],
    enabled: chosen,
    staleTime: 0,
    gcTime: 0,
    queryFn: () => effectsOf(asked, from, objects, target),
  });
  const submit = async () => {
    try {
      if (kind === "copy") await acts.copyNow(objects, target);
      else if (away) await acts.moveAway(objects, target);
      else await acts.moveNow(objects, target);
    } catch (error) {
      throw new Told(refusal(error, objects), error);
    }
  };

  return (
    <FormDialog
      open
      size="medium"
      title={title}
      go={kind === "move" ? t.moving.moveHere : t.moving.copyHere}
      disabled={!chosen || effects.isError}
      onClose={onClose}
      submit={submit}
      // The tree is what one came for; the first arrow key is for it.
      initialFocus={() => body.current?.querySelector<HTMLElement>("[role='tree']") ?? null}
    >
      <div ref={body} className={styles.choice}>
        {databases.length > 1 && (
          <SelectField
            label={t.vault.database}
            value={database.id}
            onChange={(event) => onDatabase(event.target.value)}
          >
            {databases.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        )}
        <TargetTree
          database={database.id}
          name={database.name}
          private={database.kind === "private"}
          folder={folder}
          moving={moving}
          onChoose={setFolder}
          onEnter={() => body.current?.closest("form")?.requestSubmit()}
        />
        {folder !== undefined && !chosen && <p className={styles.note}>{t.moving.notThere}</p>}
        {away && <p className={styles.note}>{kind === "move" ? t.moving.moveAwayNote : t.moving.copyNote}</p>}
        {!away && kind === "copy" && <p className={styles.note}>{t.moving.copyNote}</p>}
        <div aria-live="polite">
          {chosen && effects.error !== null && <p className={styles.refusal}>{refusal(effects.error, objects)}</p>}
          {chosen && effects.data !== undefined && <EffectsText effects={effects.data} />}
        </div>
      </div>
    </FormDialog>
  );
}
