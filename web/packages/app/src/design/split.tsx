import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from "react";
import { usePreferences } from "../preferences/index.tsx";
import { classes } from "./classes.ts";
import styles from "./split.module.css";

interface SplitProps {
  /** The name under which its width is kept. */
  name: string;
  /** What the handle separates, in words for readers. */
  label: string;
  /** The pane that has a width; the other takes the rest. */
  side: "start" | "end";
  standard: number;
  least: number;
  most: number;
  /**
   * What is seen where there is no room for both: one of them alone, or the second below the first. They stay what and
   * where they are, so that nothing that is typed in them is lost when the page becomes wider or narrower.
   */
  shows?: "both" | "first" | "second" | "stacked";
  children: [ReactNode, ReactNode];
}

const STEP = 16;

/** Two panes beside each other with a handle between them, moved by pointer or by arrow keys; the width is kept. */
export function Split({ name, label, side, standard, least, most, shows = "both", children }: SplitProps) {
  const { preferences, prefer } = usePreferences();
  const width = preferences.panes[name] ?? standard;
  const drag = useRef<{ x: number; width: number } | null>(null);

  function resize(next: number) {
    const bounded = Math.round(Math.min(most, Math.max(least, next)));
    prefer({ panes: { ...preferences.panes, [name]: bounded } });
  }
  function onKeyDown(event: KeyboardEvent) {
    const toward = side === "start" ? 1 : -1;
    if (event.key === "ArrowRight") resize(width + STEP * toward);
    else if (event.key === "ArrowLeft") resize(width - STEP * toward);
    else if (event.key === "Home") resize(least);
    else if (event.key === "End") resize(most);
    else if (event.key === "Enter") resize(standard);
    else return;
    event.preventDefault();
  }
  function onPointerMove(event: PointerEvent) {
    if (drag.current === null) return;
    const moved = event.clientX - drag.current.x;
    resize(drag.current.width + (side === "start" ? moved : -moved));
  }

  const both = shows === "both";
  function pane(of: "start" | "end") {
    if (both)
      return side === of ? { className: styles.fixed, style: { flexBasis: `${width}px` } } : { className: styles.rest };
    if (shows === "stacked") return {};
    return { className: (shows === "first") === (of === "start") ? styles.alone : styles.unseen };
  }
  return (
    <div className={classes(styles.split, shows === "stacked" && styles.stacked)}>
      <div {...pane("start")}>{children[0]}</div>
      {/* biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is a widget, and hr is none */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuenow={width}
        aria-valuemin={least}
        aria-valuemax={most}
        tabIndex={0}
        className={classes(styles.handle, !both && styles.unseen)}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          drag.current = { x: event.clientX, width };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={onPointerMove}
        onPointerUp={() => {
          drag.current = null;
        }}
        onDoubleClick={() => resize(standard)}
      />
      <div {...pane("end")}>{children[1]}</div>
    </div>
  );
}
