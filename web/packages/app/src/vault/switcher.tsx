import type { Database } from "@strongroom/client";
import { ChevronDown, Database as DatabaseIcon, Lock } from "lucide-react";
import { Button } from "../design/button.tsx";
import { Menu, MenuItem } from "../design/menu.tsx";
import { useText } from "../text/index.ts";
import { readable } from "./databases.ts";
import { useGo } from "./place.ts";

/** Chooses the database that the tree shows. */
export function DatabaseSwitcher({ databases, current }: { databases: Database[]; current: Database | undefined }) {
  const t = useText();
  const go = useGo();
  const name = current?.name ?? t.vault.chooseDatabase;
  return (
    <Menu
      trigger={
        <Button icon={<DatabaseIcon aria-hidden />} aria-label={t.vault.switchDatabase(name)}>
          {name}
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      {databases.filter(readable).map((one) => (
        <MenuItem
          key={one.id}
          icon={one.kind === "private" ? <Lock aria-hidden /> : <DatabaseIcon aria-hidden />}
          onSelect={() => go({ view: { kind: "folder", database: one.id, folder: null }, entry: null })}
        >
          {one.state === "closed" ? `${one.name} (${t.vault.closed})` : one.name}
        </MenuItem>
      ))}
    </Menu>
  );
}
