import { Folder, FolderLock, FolderOpen, LockKeyhole } from "lucide-react";
import { useMemo, useState } from "react";
import { type Catalogue, FLAG, useCatalogue } from "../../catalogue/index.ts";
import { ContextMenu } from "../../design/context-menu.tsx";
import { type TreeRow, VirtualTree } from "../../design/tree.tsx";
import { Picture } from "../../icons/picture.tsx";
import { shownOf } from "../../moving/host.tsx";
import { useObjectKeys } from "../../moving/keys.ts";
import { FolderItems, ObjectItems } from "../../moving/object-menu.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { dragSource, useDropTarget } from "../drag.ts";
import { useGo } from "../place.ts";
import styles from "./navigation.module.css";

interface FolderRow extends TreeRow {
  row: number;
  entries: number;
  covered: boolean;
  icon: string;
}

/** The visible lines of the tree: folders whose folders above are all open. */
function flatten(catalogue: Catalogue, open: ReadonlySet<string>): FolderRow[] {
  const rows: FolderRow[] = [];
  const { columns } = catalogue;
  const isFolder = (row: number) => ((columns.flags[row] ?? 0) & FLAG.folder) !== 0;
  const visit = (parent: number, level: number) => {
    const folders = catalogue.children(parent, "name").filter(isFolder);
    folders.forEach((row, index) => {
      const id = columns.id[row] ?? "";
      const below = catalogue.children(row, "name").some(isFolder);
      rows.push({
        id,
        row,
        level,
        label: columns.title[row] ?? "",
        open: below ? open.has(id) : null,
        place: index + 1,
        of: folders.length,
        entries: catalogue.entriesBelow(row),
        covered: ((columns.flags[row] ?? 0) & FLAG.secondPassword) !== 0,
        icon: columns.icons.list[columns.icon[row] ?? 0] ?? "",
      });
      if (below && open.has(id)) visit(row, level + 1);
    });
  };
  visit(-1, 1);
  return rows;
}

/** What stands before a folder that has no icon of its own. */
function FolderSign({ covered, open }: { covered: boolean; open: boolean }) {
  if (covered) return <FolderLock aria-hidden />;
  return open ? <FolderOpen aria-hidden /> : <Folder aria-hidden />;
}

/** The folders of one database. What is open stays open while the page is; the folder of the address is always shown. */
export function Folders({ database, name, folder }: { database: string; name: string; folder: string | null }) {
  const t = useText();
  const format = useFormat();
  const go = useGo();
  const catalogue = useCatalogue(database);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const drop = useDropTarget(database);
  const objectKeys = useObjectKeys();
  const [menu, setMenu] = useState<string | null>(null);
  const above = catalogue
    .path(catalogue.row(folder))
    .slice(0, -1)
    .map((row) => catalogue.columns.id[row] ?? "")
    .join();
  const [shownFor, setShownFor] = useState("");
  if (above !== shownFor) {
    setShownFor(above);
    if (above !== "") setOpened(new Set([...opened, ...above.split(",")]));
  }
  const { version } = catalogue;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for what is in the catalogue
  const rows = useMemo(() => flatten(catalogue, opened), [catalogue, version, opened]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the tree in it
    <div
      className={styles.tree}
      onKeyDown={(event) => {
        const objects = folder === null ? [] : shownOf(database, [folder]);
        if (!event.defaultPrevented && objectKeys(event, objects, { database, folder })) event.preventDefault();
      }}
    >
      <ContextMenu
        className={styles.tree}
        onOpening={(event) => {
          const line = (event.target as Element).closest<HTMLElement>("[data-object]");
          setMenu(line?.dataset.object ?? folder);
        }}
        menu={
          menu === null ? (
            <FolderItems target={{ database, folder: null }} />
          ) : (
            <ObjectItems objects={shownOf(database, [menu])} />
          )
        }
      >
        <VirtualTree
          label={t.vault.foldersOf(name)}
          rows={rows}
          active={folder}
          onActive={(row) => go({ view: { kind: "folder", database, folder: row.id }, entry: null })}
          onToggle={(row, open) => {
            const next = new Set(opened);
            if (open) next.add(row.id);
            else next.delete(row.id);
            setOpened(next);
          }}
          rowProps={(row) => ({ "data-object": row.id, ...dragSource(database, () => [row.id]), ...drop(row.id) })}
        >
          {(row) => (
            <>
              <Picture name={row.icon} instead={<FolderSign covered={row.covered} open={row.id === folder} />} />
              <span className={styles.label}>{row.label}</span>
              {row.covered && row.icon !== "" && <LockKeyhole aria-hidden />}
              <span className={styles.count} role="img" aria-label={format.entries(row.entries)}>
                {format.number(row.entries)}
              </span>
            </>
          )}
        </VirtualTree>
      </ContextMenu>
    </div>
  );
}
