import type { BinItem, Database } from "@strongroom/client";
import { useState } from "react";
import { useCatalogue } from "../catalogue/index.ts";
import { FormDialog } from "../design/dialog.tsx";
import { TextField } from "../design/field.tsx";
import { toast } from "../design/toast.tsx";
import { mayAdd } from "../moving/may-add.ts";
import { TargetTree } from "../moving/target-tree.tsx";
import { queries } from "../server/index.ts";
import { useFormat } from "../text/format.ts";
import { useAllText } from "../text/index.ts";
import { empty, purge } from "./calls.ts";

const NONE: ReadonlySet<string> = new Set();

interface RestoreToProps {
  database: Database;
  title: string;
  submit: (folder: string | null) => Promise<void>;
  onClose: () => void;
}

/** Chooses where something comes back to: its old folder may be gone, or not the person's to see. */
export function RestoreTo({ database, title, submit, onClose }: RestoreToProps) {
  const t = useAllText();
  const catalogue = useCatalogue(database.id);
  const [folder, setFolder] = useState<string | null | undefined>(undefined);
  const chosen = folder !== undefined && mayAdd(catalogue, folder, database.rights);
  return (
    <FormDialog
      open
      size="medium"
      title={t.bin.restoreTitle(title)}
      text={t.bin.restoreText}
      go={t.bin.restore}
      disabled={!chosen}
      onClose={onClose}
      submit={() => submit(folder ?? null)}
    >
      <TargetTree
        database={database.id}
        name={database.name}
        private={database.kind === "private"}
        folder={folder}
        moving={NONE}
        onChoose={setFolder}
      />
    </FormDialog>
  );
}

/** Purges one item: what can not be undone is confirmed by typing its title. */
export function Purge({ database, item, onClose }: { database: Database; item: BinItem; onClose: () => void }) {
  const t = useAllText();
  const format = useFormat();
  const [typed, setTyped] = useState("");
  return (
    <FormDialog
      open
      danger
      title={t.bin.purgeTitle(item.title)}
      text={item.below > 0 ? t.bin.purgeBelow(format.number(item.below)) : t.bin.purgeText}
      go={t.bin.purge}
      disabled={typed.trim() !== item.title.trim()}
      onClose={onClose}
      submit={async () => {
        await purge(database.id, item.id);
        toast({ text: t.bin.purged(item.title) });
        await queries.invalidateQueries({ queryKey: ["bin", database.id] });
      }}
    >
      <TextField
        label={t.everywhere.typeToConfirm(item.title)}
        autoFocus
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </FormDialog>
  );
}

/** Empties the bin, confirmed by the name of the database. */
export function EmptyBin({ database, onClose }: { database: Database; onClose: () => void }) {
  const t = useAllText();
  const format = useFormat();
  const [typed, setTyped] = useState("");
  return (
    <FormDialog
      open
      danger
      title={t.bin.emptyTitle(database.name)}
      text={t.bin.emptyText}
      go={t.bin.empty}
      disabled={typed.trim() !== database.name.trim()}
      onClose={onClose}
      submit={async () => {
        const { purged, kept } = await empty(database.id);
        toast({ text: t.bin.emptied(format.number(purged), kept === 0 ? "" : format.number(kept)) });
        await queries.invalidateQueries({ queryKey: ["bin", database.id] });
      }}
    >
      <TextField
        label={t.everywhere.typeToConfirm(database.name)}
        autoFocus
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </FormDialog>
  );
}
