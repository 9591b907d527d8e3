import type { ObjectAnswer } from "@strongroom/client";
import type { KeyboardEventHandler, ReactNode } from "react";
import { classes } from "../../design/classes.ts";
import styles from "./attachments.module.css";
import { useAttach } from "./use-attach.ts";
import { useFileDrop } from "./use-drop.ts";

interface Props {
  entry: ObjectAnswer;
  className: string | undefined;
  onKeyDown: KeyboardEventHandler;
  children: ReactNode;
}

/** The pane of an entry: files that are dropped on it are attached. */
export function DropPane({ entry, className, onKeyDown, children }: Props) {
  const attach = useAttach(entry);
  const { over, events } = useFileDrop(attach);
  return (
    <article
      className={classes(className, over && styles.dropping)}
      aria-label={entry.title}
      onKeyDown={onKeyDown}
      {...events}
    >
      {children}
    </article>
  );
}
