import { ArrowLeft, X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useLocation } from "wouter";
import { IconButton } from "../../design/button.tsx";
import { useNarrow } from "../../design/narrow.ts";
import { Split } from "../../design/split.tsx";
import { useAllText } from "../../text/index.ts";
import styles from "./panes.module.css";

/**
 * A list with what is open of it beside it; where it is narrow, in its place. The list stays where it is in the tree, so
 * that it keeps its focus and its place; the focus goes back to it when what was open closes.
 */
export function Panes({ name, list, detail }: { name: string; list: ReactNode; detail: ReactNode | null }) {
  const t = useAllText();
  const narrow = useNarrow();
  const panes = useRef<HTMLDivElement>(null);
  const open = detail !== null;
  const was = useRef(open);
  useEffect(() => {
    if (was.current && !open && document.activeElement === document.body) {
      panes.current?.querySelector<HTMLElement>("[role=grid]")?.focus();
    }
    was.current = open;
  }, [open]);
  const shows = !open ? "first" : narrow ? "second" : "both";
  return (
    <div ref={panes} className={styles.panes}>
      <Split
        name={`manager-${name}`}
        label={t.manager.resize}
        side="end"
        standard={380}
        least={300}
        most={640}
        shows={shows}
      >
        {list}
        {detail}
      </Split>
    </div>
  );
}

interface DetailProps {
  title: string;
  text?: ReactNode;
  face?: ReactNode;
  tag?: ReactNode;
  /** The address of the list. */
  back: string;
  actions?: ReactNode;
  children: ReactNode;
  /** Stays at the foot while the rest scrolls. */
  foot?: ReactNode;
}

/** What is open of a list: its name, what can be done with it, and everything about it. */
export function Detail({ title, text, face, tag, back, actions, children, foot }: DetailProps) {
  const t = useAllText();
  const narrow = useNarrow();
  const [, navigate] = useLocation();
  const heading = useId();
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    // Where the list is gone from the page, the focus follows to what took its place; what has it in there keeps it.
    if (narrow && pane.current?.contains(document.activeElement) === false) pane.current.focus();
  }, [narrow]);
  return (
    <section ref={pane} className={styles.detail} aria-labelledby={heading} tabIndex={-1}>
      <header className={styles.header}>
        {face}
        <div className={styles.words}>
          <h2 id={heading}>{title}</h2>
          {text !== undefined && <p>{text}</p>}
        </div>
        {tag}
        <IconButton label={narrow ? t.everywhere.back : t.everywhere.close} onClick={() => navigate(back)}>
          {narrow ? <ArrowLeft aria-hidden /> : <X aria-hidden />}
        </IconButton>
      </header>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      <div className={styles.body}>{children}</div>
      {foot}
    </section>
  );
}

/** A name with its value. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Names with their values, as lines of a card. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}
