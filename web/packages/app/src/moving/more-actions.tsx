import type { ObjectAnswer } from "@strongroom/client";
import { Ellipsis } from "lucide-react";
import { useCatalogue } from "../catalogue/index.ts";
import { IconButton } from "../design/button.tsx";
import { Menu } from "../design/menu.tsx";
import { useText } from "../text/index.ts";
import { shownRow } from "../vault/list/source.ts";
import { ObjectItems } from "./object-menu.tsx";

/** Everything else that can be done with the entry that is open. */
export function MoreActions({ entry }: { entry: Pick<ObjectAnswer, "database" | "id"> }) {
  const t = useText();
  const catalogue = useCatalogue(entry.database);
  const row = catalogue.row(entry.id);
  if (row < 0) return null;
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={t.vault.moreActions}>
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      <ObjectItems objects={[shownRow(catalogue, row)]} />
    </Menu>
  );
}
