import { Database as DatabaseIcon, Folder, FolderLock, Lock } from "lucide-react";
import { useMemo, useState } from "react";
import { type Catalogue, FLAG, useCatalogue } from "../catalogue/index.ts";
import { type TreeRow, VirtualTree } from "../design/tree.tsx";
import { useText } from "../text/index.ts";
import styles from "./moving.module.css";

interface TargetRow extends TreeRow {
  folder: string | null;
  /** Nothing may be put there: for want of rights, or because it is what moves. */
  barred: boolean;
  covered: boolean;
}

const ROOT = "root";

function flatten(catalogue: Catalogue, name: string, open: ReadonlySet<string>, moving: ReadonlySet<string>) {
  const { columns } = catalogue;
  const isFolder = (row: number) => ((columns.flags[row] ?? 0) & FLAG.folder) !== 0;
  const rows: TargetRow[] = [
    { id: ROOT, folder: null, level: 1, label: name, open: null, place: 1, of: 1, barred: false, covered: false },
  ];
  const visit = (parent: number, level: number, within: boolean) => {
    const folders = catalogue.children(parent, "name").filter(isFolder);
    folders.forEach((row, index) => {
      const id = columns.id[row] ?? "";
      const inside = within || moving.has(id);
      const below = !inside && catalogue.children(row, "name").some(isFolder);
      rows.push({
        id,
        folder: id,
        level,
        label: columns.title[row] ?? "",
        open: below ? open.has(id) : null,
        place: index + 1,
        of: folders.length,
        barred: inside || !catalogue.rights(row).includes("add_entries"),
        covered: ((columns.flags[row] ?? 0) & FLAG.secondPassword) !== 0,
      });
      if (below && open.has(id)) visit(row, level + 1, inside);
    });
  };
  visit(-1, 2, false);
  return rows;
}

interface Props {
  database: string;
  name: string;
  private: boolean;
  /** The folder that is chosen; `null`: the root; `undefined`: none yet. */
  folder: string | null | undefined;
  /** Folders that can not be chosen, nor what is below them: they are what moves. */
  moving: ReadonlySet<string>;
  onChoose: (folder: string | null) => void;
  onEnter?: () => void;
}

/** A tree of folders to choose one from, with the database itself on top. */
export function TargetTree({ database, name, folder, moving, onChoose, onEnter, ...rest }: Props) {
  const t = useText();
  const catalogue = useCatalogue(database);
  const [opened, setOpened] = useState<ReadonlySet<string>>(
    () => new Set(catalogue.path(catalogue.row(folder ?? null)).map((row) => catalogue.columns.id[row] ?? "")),
  );
  const { version } = catalogue;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for what is in the catalogue
  const rows = useMemo(() => flatten(catalogue, name, opened, moving), [catalogue, version, name, opened, moving]);
  return (
    <div className={styles.targets}>
      <VirtualTree
        label={t.moving.target}
        rows={rows}
        active={folder === undefined ? null : (folder ?? ROOT)}
        onActive={(row) => onChoose(row.folder)}
        onToggle={(row, open) => {
          const next = new Set(opened);
          if (open) next.add(row.id);
          else next.delete(row.id);
          setOpened(next);
        }}
        onEnter={() => onEnter?.()}
        rowProps={(row) => (row.barred ? { className: styles.barred, "aria-disabled": true } : {})}
      >
        {(row) => (
          <>
            {row.folder !== null ? (
              row.covered ? (
                <FolderLock aria-hidden />
              ) : (
                <Folder aria-hidden />
              )
            ) : rest.private ? (
              <Lock aria-hidden />
            ) : (
              <DatabaseIcon aria-hidden />
            )}
            <span className={styles.label}>{row.label}</span>
          </>
        )}
      </VirtualTree>
    </div>
  );
}
