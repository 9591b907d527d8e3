import {
  Copy,
  Download,
  FilePlus2,
  FolderInput,
  FolderPlus,
  Pencil,
  Printer,
  Shapes,
  Tags,
  Trash2,
  Upload,
  UserPlus,
} from "lucide-react";
import { useLocation } from "wouter";
import { MenuItem, MenuLine } from "../design/menu.tsx";
import { useText } from "../text/index.ts";
import type { Shown } from "../vault/list/source.ts";
import { useActs } from "./acts.ts";
import { importAddress, newEntryAddress } from "./addresses.ts";
import { ask } from "./asking.ts";
import type { Target } from "./calls.ts";
import { useCan } from "./can.ts";

/** What can be done with the objects of a menu, as its lines. */
export function ObjectItems({ objects }: { objects: Shown[] }) {
  const t = useText();
  const acts = useActs();
  const can = useCan(objects);
  const [first] = objects;
  if (first === undefined) return null;
  const folder = objects.length === 1 && first.folder ? { database: first.database, folder: first.id } : null;
  return (
    <>
      {folder !== null && first.rights.includes("add_entries") && <FolderItems target={folder} />}
      <MenuItem icon={<FolderInput aria-hidden />} disabled={!can.move} onSelect={() => ask({ kind: "move", objects })}>
        {t.moving.move}
      </MenuItem>
      <MenuItem icon={<Copy aria-hidden />} disabled={!can.copy} onSelect={() => ask({ kind: "copy", objects })}>
        {t.moving.copyTo}
      </MenuItem>
      {objects.length === 1 && (
        <MenuItem icon={<Pencil aria-hidden />} keys="F2" disabled={!can.rename} onSelect={() => acts.rename(first)}>
          {t.everywhere.rename}
        </MenuItem>
      )}
      {objects.length === 1 && (
        <MenuItem
          icon={<Shapes aria-hidden />}
          disabled={!can.rename}
          onSelect={() => ask({ kind: "icon", object: first })}
        >
          {t.moving.chooseIcon}
        </MenuItem>
      )}
      <MenuItem icon={<Tags aria-hidden />} disabled={!can.tag} onSelect={() => ask({ kind: "tag", objects })}>
        {t.moving.tag}
      </MenuItem>
      {can.share && (
        <MenuItem icon={<UserPlus aria-hidden />} onSelect={() => ask({ kind: "share", objects })}>
          {t.moving.share}
        </MenuItem>
      )}
      <MenuLine />
      {can.export && (
        <MenuItem
          icon={<Download aria-hidden />}
          onSelect={() => ask({ kind: "export", database: first.database, objects })}
        >
          {t.moving.export}
        </MenuItem>
      )}
      {can.print && (
        <MenuItem icon={<Printer aria-hidden />} onSelect={() => ask({ kind: "print", objects })}>
          {t.moving.print}
        </MenuItem>
      )}
      <MenuItem
        icon={<Trash2 aria-hidden />}
        keys="Del"
        disabled={!can.remove}
        onSelect={() => void acts.remove(objects)}
      >
        {t.moving.delete}
      </MenuItem>
    </>
  );
}

/** What can be made in a folder, as lines of a menu. */
export function FolderItems({ target }: { target: Target }) {
  const t = useText();
  const [, navigate] = useLocation();
  return (
    <>
      <MenuItem icon={<FilePlus2 aria-hidden />} keys="Alt N" onSelect={() => navigate(newEntryAddress(target))}>
        {t.vault.newEntry}
      </MenuItem>
      <MenuItem icon={<FolderPlus aria-hidden />} onSelect={() => ask({ kind: "new-folder", target })}>
        {t.vault.newFolder}
      </MenuItem>
      <MenuItem icon={<Upload aria-hidden />} onSelect={() => navigate(importAddress(target))}>
        {t.moving.import}
      </MenuItem>
      <MenuLine />
    </>
  );
}
