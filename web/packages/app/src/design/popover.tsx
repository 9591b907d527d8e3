import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import styles from "./popover.module.css";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** What opens it: a button. */
  trigger: ReactElement;
  title: string;
  /** What has the focus afterwards; absent: the button. */
  after?: () => HTMLElement | null;
  children: ReactNode;
}

/** A small surface beside a button; focus goes back to the button. */
export function Popover({ open, onOpenChange, trigger, title, after, children }: Props) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={6} align="end" collisionPadding={8}>
          <Base.Popup className={styles.popup} finalFocus={after === undefined ? undefined : () => after() ?? true}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
