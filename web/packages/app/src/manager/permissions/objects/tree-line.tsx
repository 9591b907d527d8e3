import type { Look } from "@strongroom/client";
import { ChevronDown, ChevronRight, Folder, KeyRound, Scissors } from "lucide-react";
import { useAllText } from "../../../text/index.ts";
import { LookSign } from "../look.tsx";
import type { TreeRow } from "./objects.ts";
import styles from "./tree.module.css";

interface LineProps {
  id: string;
  row: TreeRow;
  look: Look;
  /** The principal has a rule here. */
  ruled: boolean;
  /** Inheritance is off here. */
  cut: boolean;
  edited: boolean;
  current: boolean;
  active: boolean;
  start: number;
  onToggle: (open: boolean) => void;
  onChoose: () => void;
}

/** A folder or entry: green where it is reached, red where not, with a sign and a word that tell denied and not granted apart. */
export function TreeLine({ id, row, look, ruled, cut, edited, current, active, start, onToggle, onChoose }: LineProps) {
  const t = useAllText().permissionsScreen;
  const { node, level, position, siblings, open } = row;
  const name = [`${node.title}: ${t.looks[look]}`, ruled && t.ruled, cut && t.cut].filter(Boolean).join(", ");
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the one tab stop and names its active line
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the tree's
    <div
      id={id}
      role="treeitem"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-expanded={open ?? undefined}
      aria-selected={current}
      aria-label={name}
      data-active={active || undefined}
      data-look={look}
      className={styles.line}
      style={{ transform: `translateY(${start}px)`, "--level": level } as React.CSSProperties}
      onClick={onChoose}
    >
      <span
        className={styles.twist}
        aria-hidden
        onClick={(event) => {
          if (open === null) return;
          event.stopPropagation();
          onToggle(!open);
        }}
      >
        {open === true && <ChevronDown />}
        {open === false && <ChevronRight />}
      </span>
      {node.folder ? <Folder aria-hidden className={styles.kind} /> : <KeyRound aria-hidden className={styles.kind} />}
      <span className={styles.title} data-ruled={ruled || undefined}>
        {node.title}
      </span>
      {edited && (
        <span className={styles.dot} aria-hidden>
          •
        </span>
      )}
      {cut && (
        <span className={styles.cut} title={t.cut}>
          <Scissors aria-hidden />
        </span>
      )}
      <span className={styles.word}>{t.signs[look]}</span>
      <LookSign look={look} />
    </div>
  );
}
