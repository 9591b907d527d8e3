import { Download, Ellipsis, Search } from "lucide-react";
import { useLocation } from "wouter";
import { useCatalogue } from "../catalogue/index.ts";
import { IconButton } from "../design/button.tsx";
import { Menu, MenuItem } from "../design/menu.tsx";
import { useText } from "../text/index.ts";
import { useDatabases } from "../vault/databases.ts";
import { shownRow } from "../vault/list/source.ts";
import { addressOf } from "../vault/place.ts";
import { ask } from "./asking.ts";
import type { Target } from "./calls.ts";
import { mayAdd } from "./may-add.ts";
import { FolderItems, ObjectItems } from "./object-menu.tsx";

/** What can be done in and with the folder that the list shows. */
export function FolderActions({ target }: { target: Target }) {
  const t = useText();
  const [, navigate] = useLocation();
  const catalogue = useCatalogue(target.database);
  const database = useDatabases().data?.find(({ id }) => id === target.database);
  const row = catalogue.row(target.folder);
  const search = { kind: "search" as const, query: "", database: target.database, folder: target.folder ?? undefined };
  const rights = database?.rights ?? [];
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={t.moving.folderActions}>
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      <MenuItem icon={<Search aria-hidden />} onSelect={() => navigate(addressOf({ view: search, entry: null }))}>
        {t.moving.searchHere}
      </MenuItem>
      {row >= 0 ? (
        <ObjectItems objects={[shownRow(catalogue, row)]} />
      ) : (
        <>
          {mayAdd(catalogue, null, rights) && <FolderItems target={target} />}
          {rights.includes("export_entries") && (
            <MenuItem
              icon={<Download aria-hidden />}
              onSelect={() => ask({ kind: "export", database: target.database, objects: null })}
            >
              {t.moving.export}
            </MenuItem>
          )}
        </>
      )}
    </Menu>
  );
}
