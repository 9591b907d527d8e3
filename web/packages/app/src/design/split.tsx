import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from "react";
import { usePreferences } from "../preferences/index.tsx";
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
  children: [ReactNode, ReactNode];
}

const STEP = 16;

/** Two panes beside each other with a handle between them, moved by pointer or by arrow keys; the width is kept. */
export function Split({ name, label, side, standard, least, most, children }: SplitProps) {
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

  const sized = { flexBasis: `${width}px` };
  return (
    <div className={styles.split}>
      <div className={side === "start" ? styles.fixed : styles.rest} style={side === "start" ? sized : undefined}>
        {children[0]}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is a widget, and hr is none */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuenow={width}
        aria-valuemin={least}
        aria-valuemax={most}
        tabIndex={0}
        className={styles.handle}
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
      <div className={side === "end" ? styles.fixed : styles.rest} style={side === "end" ? sized : undefined}>
        {children[1]}
      </div>
    </div>
  );
}
