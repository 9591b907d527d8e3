import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import styles from "./popover.module.css";

interface PopoverProps {
  /** What opens it: a button. */
  trigger: ReactElement;
  title: string;
<<<<<<< HEAD
  /** Stands beside the title. */
  action?: ReactNode;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  align?: "start" | "end";
  /** Whether what is in it stands apart from its edges: a form, not a list. */
  padded?: boolean;
  children: ReactNode;
}

/** A small pane below a button, for a look in between; focus goes back to the button. */
export function Popover(props: PopoverProps) {
  const { trigger, title, action, open, onOpenChange, align = "end", padded = false, children } = props;
=======
  /** What has the focus afterwards; absent: the button. */
  after?: () => HTMLElement | null;
  children: ReactNode;
}

/** A small surface beside a button; focus goes back to the button. */
export function Popover({ open, onOpenChange, trigger, title, after, children }: Props) {
>>>>>>> editing
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
<<<<<<< HEAD
        <Base.Positioner className={styles.positioner} sideOffset={6} align={align} collisionPadding={8}>
          <Base.Popup className={styles.popup}>
            <header className={styles.header}>
              <Base.Title className={styles.title}>{title}</Base.Title>
              {action}
            </header>
            {padded ? <div className={styles.padded}>{children}</div> : children}
=======
        <Base.Positioner className={styles.positioner} sideOffset={6} align="end" collisionPadding={8}>
          <Base.Popup className={styles.popup} finalFocus={after === undefined ? undefined : () => after() ?? true}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            {children}
>>>>>>> editing
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
