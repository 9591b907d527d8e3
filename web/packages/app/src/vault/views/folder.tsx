import { ArrowDownUp } from "lucide-react";
import { useMemo, useState } from "react";
import { type Order, useCatalogue } from "../../catalogue/index.ts";
import { Button } from "../../design/button.tsx";
import { Menu, MenuItem } from "../../design/menu.tsx";
import { Skeleton } from "../../design/skeleton.tsx";
import { EmptyFolder } from "../../moving/empty-folder.tsx";
import { FolderActions } from "../../moving/folder-actions.tsx";
import { mayAdd } from "../../moving/may-add.ts";
import { useSealedForOthers } from "../../sharing/seal/others.ts";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { DatabaseSecondPasswordButton, SecondPasswordButton } from "../cover/button.tsx";
import { useDatabases } from "../databases.ts";
import { NewEntryButton } from "../editor/new-button.tsx";
import { folderSource, withSealed } from "../list/source.ts";
import type { OpenEntry, View } from "../place.ts";
import { ListHead } from "./list-head.tsx";
import { ListPane } from "./list-pane.tsx";
import styles from "./views.module.css";

const ORDERS: Order[] = ["name", "changed", "expires"];

interface Props {
  view: Extract<View, { kind: "folder" }>;
  name: string;
  entry: OpenEntry | null;
  onMenu: () => void;
}

/** The entries and folders of one folder. */
export function FolderView({ view, name, entry, onMenu }: Props) {
  const t = useText();
  const format = useFormat();
  const catalogue = useCatalogue(view.database);
  const [order, setOrder] = useState<Order>("name");
  const { version } = catalogue;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for what is in the catalogue
  const rows = useMemo(() => folderSource(catalogue, view.folder, order), [catalogue, version, view.folder, order]);
  const sealed = useSealedForOthers(view.database);
  const source = useMemo(() => withSealed(rows, sealed), [rows, sealed]);
  const row = catalogue.row(view.folder);
  const title = view.folder === null ? name : row >= 0 ? catalogue.item(row).title : "";
  const database = useDatabases().data?.find(({ id }) => id === view.database);
  const rights = database?.rights ?? [];
  const target = { database: view.database, folder: view.folder };
  const empty =
    catalogue.phase === "loading" ? (
      <Skeleton lines={8} bare />
    ) : (
      <EmptyFolder target={target} mayAdd={mayAdd(catalogue, view.folder, rights)} />
    );
  return (
    <ListPane
      view={view}
      entry={entry}
      label={title}
      source={source}
      empty={empty}
      head={
        <ListHead
          title={title}
          sub={catalogue.phase === "loading" ? undefined : format.entries(catalogue.entriesBelow(row))}
          onMenu={onMenu}
        >
          <Menu
            align="end"
            trigger={
              <Button
                look="plain"
                icon={<ArrowDownUp aria-hidden />}
                aria-label={`${t.vault.order}: ${t.vault.orders[order]}`}
              >
                <span className={styles.word}>{t.vault.orders[order]}</span>
              </Button>
            }
          >
            {ORDERS.map((one) => (
              <MenuItem key={one} onSelect={() => setOrder(one)}>
                {t.vault.orders[one]}
              </MenuItem>
            ))}
          </Menu>
          {view.folder !== null ? (
            <SecondPasswordButton database={view.database} id={view.folder} />
          ) : (
            database !== undefined && <DatabaseSecondPasswordButton database={database} />
          )}
          <FolderActions target={target} />
          {mayAdd(catalogue, view.folder, rights) && <NewEntryButton view={view} />}
        </ListHead>
      }
    />
  );
}
