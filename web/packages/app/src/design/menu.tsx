import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import { Kbd } from "./kbd.tsx";
import styles from "./menu.module.css";

interface MenuProps {
  /** What opens it: a button. */
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "end";
}

/** A menu below a button. */
export function Menu({ trigger, children, align = "start" }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={4} align={align}>
          <Base.Popup className={styles.popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface ItemProps {
  icon?: ReactNode;
  children: ReactNode;
  /** The keys that do the same. */
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
}

/** A line of a menu. */
export function MenuItem({ icon, children, keys, danger, disabled, onSelect }: ItemProps) {
  return (
    <Base.Item
      className={styles.item}
      data-danger={danger || undefined}
      disabled={disabled ?? false}
      onClick={onSelect}
    >
      {icon}
      <span className={styles.words}>{children}</span>
      {keys !== undefined && <Kbd keys={keys} />}
    </Base.Item>
  );
}

/** A line between groups of a menu. */
export function MenuLine() {
  return <Base.Separator className={styles.line} />;
}
