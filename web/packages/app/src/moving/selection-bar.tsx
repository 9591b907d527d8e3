import { Copy, Download, FolderInput, Printer, Tags, Trash2, UserPlus, X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../design/button.tsx";
import { useText } from "../text/index.ts";
import type { Shown } from "../vault/list/source.ts";
import { useActs } from "./acts.ts";
import { ask } from "./asking.ts";
import { useCan } from "./can.ts";
import styles from "./moving.module.css";

/** What can be done with everything that is chosen; stands above the list while more than nothing is. */
export function SelectionBar({ objects, onClear }: { objects: Shown[]; onClear: () => void }) {
  const t = useText();
  const acts = useActs();
  const can = useCan(objects);
  const mixed = new Set(objects.map(({ database }) => database)).size > 1;
  const database = objects[0]?.database ?? "";
  return (
    <div className={styles.bar} role="toolbar" aria-label={t.vault.chosen(objects.length)}>
      <IconButton label={t.vault.clearChoice} onClick={onClear}>
        <X aria-hidden />
      </IconButton>
      <b>{t.vault.chosen(objects.length)}</b>
      <span className={styles.acts}>
        <Act
          icon={<FolderInput aria-hidden />}
          may={can.move}
          why={mixed ? t.moving.mixed : undefined}
          run={() => ask({ kind: "move", objects })}
        >
          {t.moving.move}
        </Act>
        <Act
          icon={<Copy aria-hidden />}
          may={can.copy}
          why={mixed ? t.moving.mixed : undefined}
          run={() => ask({ kind: "copy", objects })}
        >
          {t.moving.copyTo}
        </Act>
        <Act icon={<Tags aria-hidden />} may={can.tag} run={() => ask({ kind: "tag", objects })}>
          {t.moving.tag}
        </Act>
        {can.share && (
          <Act icon={<UserPlus aria-hidden />} may run={() => ask({ kind: "share", objects })}>
            {t.moving.share}
          </Act>
        )}
        {can.export && (
          <Act icon={<Download aria-hidden />} may run={() => ask({ kind: "export", database, objects })}>
            {t.moving.export}
          </Act>
        )}
        {can.print && (
          <Act icon={<Printer aria-hidden />} may run={() => ask({ kind: "print", objects })}>
            {t.moving.print}
          </Act>
        )}
        <Act
          icon={<Trash2 aria-hidden />}
          may={can.remove}
          run={() => void acts.remove(objects).then((all) => all && onClear())}
        >
          {t.everywhere.delete}
        </Act>
      </span>
    </div>
  );
}

/** A button with a picture and, where there is room, its word. */
function Act(props: { icon: ReactNode; may: boolean; why?: string | undefined; run: () => void; children: string }) {
  const t = useText();
  const { icon, may, why, run, children } = props;
  return (
    <button
      type="button"
      className={styles.act}
      disabled={!may}
      title={may ? children : (why ?? t.moving.notAll)}
      aria-label={children}
      onClick={run}
    >
      {icon}
      <span>{children}</span>
    </button>
  );
}
