import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import styles from "./popover.module.css";

interface PopoverProps {
  /** What opens it: a button. */
  trigger: ReactElement;
  title: string;
  /** Stands beside the title. */
  action?: ReactNode;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  align?: "start" | "end";
  children: ReactNode;
}

/** A small pane below a button, for a look in between; focus goes back to the button. */
export function Popover({ trigger, title, action, open, onOpenChange, align = "end", children }: PopoverProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={6} align={align}>
          <Base.Popup className={styles.popup}>
            <header className={styles.header}>
              <Base.Title className={styles.title}>{title}</Base.Title>
              {action}
            </header>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
