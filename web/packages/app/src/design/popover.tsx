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
  /** Whether what is in it stands apart from its edges: a form, not a list. */
  padded?: boolean;
  /** What has the focus afterwards; absent: the button. */
  after?: () => HTMLElement | null;
  children: ReactNode;
}

/** A small pane below a button, for a look in between; focus goes back to the button. */
export function Popover(props: PopoverProps) {
  const { trigger, title, action, open, onOpenChange, align = "end", padded = false, after, children } = props;
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={6} align={align} collisionPadding={8}>
          <Base.Popup className={styles.popup} finalFocus={after === undefined ? undefined : () => after() ?? true}>
            <header className={styles.header}>
              <Base.Title className={styles.title}>{title}</Base.Title>
              {action}
            </header>
            {padded ? <div className={styles.padded}>{children}</div> : children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
