import type { Import, ImportChange } from "@strongroom/client";
import { useState } from "react";
import { useCatalogue } from "../catalogue/index.ts";
import { Button } from "../design/button.tsx";
import { FormDialog } from "../design/dialog.tsx";
import { SelectField, TextField } from "../design/field.tsx";
import { mayAdd } from "../moving/may-add.ts";
import { TargetTree } from "../moving/target-tree.tsx";
import { useUser } from "../session/index.tsx";
import { useAllText } from "../text/index.ts";
import { readable, useDatabases } from "../vault/databases.ts";
import styles from "./importing.module.css";

const NONE: ReadonlySet<string> = new Set();
const NEW = "new";

interface Props {
  job: Import;
  put: (change: ImportChange) => void;
}

/** Where the file goes, and the way to choose another place. */
export function TargetLine({ job, put }: Props) {
  const t = useAllText();
  const [asked, setAsked] = useState(false);
  const databases = useDatabases().data ?? [];
  const name = databases.find(({ id }) => id === job.database)?.name;
  return (
    <p className={styles.target}>
      {job.settings?.name != null ? (
        t.importing.goesToNew(job.settings.name)
      ) : job.database != null && name !== undefined ? (
        <Into database={job.database} name={name} folder={job.parent ?? null} />
      ) : null}
      <Button onClick={() => setAsked(true)}>{t.importing.changeTarget}</Button>
      {asked && <TargetDialog job={job} put={put} onClose={() => setAsked(false)} />}
    </p>
  );
}

function Into({ database, name, folder }: { database: string; name: string; folder: string | null }) {
  const t = useAllText();
  const catalogue = useCatalogue(database);
  const path = catalogue.path(catalogue.row(folder)).map((row) => catalogue.item(row).title);
  return <span>{t.importing.goesTo([name, ...path].join(" / "))}</span>;
}

function TargetDialog({ job, put, onClose }: Props & { onClose: () => void }) {
  const t = useAllText();
  const user = useUser();
  const databases = (useDatabases().data ?? []).filter((one) => readable(one) && one.state === "open");
  const makes = user.roles.some((role) => role === "administrator" || role === "super_administrator");
  const [database, setDatabase] = useState(job.settings?.name != null ? NEW : (job.database ?? NEW));
  const [name, setName] = useState(job.settings?.name ?? "");
  const [folder, setFolder] = useState<string | null | undefined>(job.parent ?? null);
  const current = databases.find(({ id }) => id === database);
  const catalogue = useCatalogue(current?.id ?? databases[0]?.id ?? "");
  const chosen =
    database === NEW
      ? name.trim() !== ""
      : current !== undefined && folder !== undefined && mayAdd(catalogue, folder, current.rights);
  return (
    <FormDialog
      open
      size="medium"
      title={t.importing.changeTarget}
      go={t.everywhere.done}
      disabled={!chosen}
      onClose={onClose}
      submit={async () => put(database === NEW ? { name: name.trim() } : { database, parent: folder ?? null })}
    >
      <SelectField
        label={t.vault.database}
        value={database}
        onChange={(event) => {
          setDatabase(event.target.value);
          setFolder(null);
        }}
      >
        {databases.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        {makes && <option value={NEW}>{t.importing.newDatabase}</option>}
      </SelectField>
      {current === undefined ? (
        <TextField label={t.importing.newName} value={name} onChange={(event) => setName(event.target.value)} />
      ) : (
        <TargetTree
          key={current.id}
          database={current.id}
          name={current.name}
          private={current.kind === "private"}
          folder={folder}
          moving={NONE}
          onChoose={setFolder}
        />
      )}
    </FormDialog>
  );
}
