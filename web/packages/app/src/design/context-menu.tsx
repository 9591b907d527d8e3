import { ContextMenu as Base } from "@base-ui/react/context-menu";
import type { MouseEvent, ReactNode } from "react";
import styles from "./menu.module.css";

interface Props {
  /** The part of the page that has the menu. */
  children: ReactNode;
  className?: string | undefined;
  /** The lines: `MenuItem`, `MenuLine`. Nothing: there is no menu here. */
  menu: ReactNode;
  /** Called before it opens, with what was pressed: the menu of a list is that of one line. */
  onOpening: (event: MouseEvent) => void;
}

/** A menu at the place of a right click, a long touch, or the menu key. */
export function ContextMenu({ children, className, menu, onOpening }: Props) {
  return (
    <Base.Root>
      <Base.Trigger className={className} onContextMenu={onOpening}>
        {children}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={styles.positioner}>
          <Base.Popup className={styles.popup}>{menu}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
