import { useRef } from "react";
import { Dialog } from "../design/dialog.tsx";
import { toast } from "../design/toast.tsx";
import { patchObject, seen } from "../moving/patch.ts";
import { useRefusal } from "../moving/words.ts";
import { useText } from "../text/index.ts";
import type { Shown } from "../vault/list/source.ts";
import { IconGrid } from "./grid.tsx";

function put(object: Shown, icon: string, revision: string): Promise<void> {
  return patchObject(object, { icon: icon === "" ? null : icon }, revision);
}

/** Another icon for an entry or a folder, taken with one press; it can be undone. */
export function IconDialog({ object, onClose }: { object: Shown; onClose: () => void }) {
  const t = useText();
  const refusal = useRefusal();
  const busy = useRef(false);

  async function pick(icon: string) {
    if (busy.current) return;
    busy.current = true;
    const bad = (error: unknown) => toast({ text: refusal(error, [object]), look: "bad" });
    try {
      if (icon !== object.icon) {
        await put(object, icon, seen(object));
        const run = () => void put(object, object.icon, "*").catch(bad);
        toast({ text: t.moving.iconChanged(object.title), action: { label: t.everywhere.undo, run } });
      }
      onClose();
    } catch (error) {
      bad(error);
    } finally {
      busy.current = false;
    }
  }
  return (
    <Dialog open title={t.moving.iconOf(object.title)} onClose={onClose}>
      <IconGrid value={object.icon} onPick={(icon) => void pick(icon)} />
    </Dialog>
  );
}
