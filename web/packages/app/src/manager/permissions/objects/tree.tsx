import type { Look, ObjectLook } from "@strongroom/client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { usePreferences } from "../../../preferences/index.tsx";
import { useAllText } from "../../../text/index.ts";
import { lookAt, type Objects, pathOf, rowsOf } from "./objects.ts";
import styles from "./tree.module.css";
import { TreeLine } from "./tree-line.tsx";

interface TreeProps {
  objects: Objects;
  looks: ReadonlyMap<string, ObjectLook>;
  database: Look;
  /** The objects with changes that are not saved. */
  edited: ReadonlySet<string>;
  current: string | null;
  query: string;
  onChoose: (id: string) => void;
}

const HEIGHT = { dense: 30, comfortable: 36 };

/** Folders and entries with how far somebody gets. Only the lines in sight are drawn. */
export function RightsTree({ objects, looks, database, edited, current, query, onChoose }: TreeProps) {
  const t = useAllText().permissionsScreen;
  const own = useId();
  const box = useRef<HTMLDivElement>(null);
  const height = HEIGHT[usePreferences().preferences.density];
  const [open, setOpen] = useState<ReadonlySet<string>>(() => initiallyOpen(objects, current));
  const rows = useMemo(() => rowsOf(objects, open, query), [objects, open, query]);
  const [active, setActive] = useState<string | null>(current);
  const found = rows.findIndex((row) => row.node.id === active);
  const at = Math.max(found, 0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 10,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew
  useEffect(() => virtual.measure(), [height]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is chosen elsewhere comes into sight once
  useEffect(() => {
    if (current === null) return;
    setActive(current);
    setOpen((before) => new Set([...before, ...pathOf(objects, current).map((node) => node.id)]));
  }, [current]);

  function toggle(id: string, on: boolean) {
    const next = new Set(open);
    if (on) next.add(id);
    else next.delete(id);
    setOpen(next);
  }
  function go(to: number) {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setActive(rows[next]?.node.id ?? null);
    virtual.scrollToIndex(next);
  }
  function onKeyDown(event: KeyboardEvent) {
    const row = rows[at];
    if (row === undefined) return;
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / height) - 1);
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) go(to);
    else if (event.key === "ArrowRight") {
      if (row.open === false) toggle(row.node.id, true);
      else if (row.open === true) go(at + 1);
    } else if (event.key === "ArrowLeft") {
      if (row.open === true) toggle(row.node.id, false);
      else if (row.node.parent !== null) go(rows.findIndex((one) => one.node.id === row.node.parent));
    } else if (event.key === "Enter" || event.key === " ") onChoose(row.node.id);
    else return;
    event.preventDefault();
  }

  return (
    <div
      ref={box}
      role="tree"
      aria-label={t.tree}
      aria-activedescendant={rows.length > 0 ? `${own}-${at}` : undefined}
      tabIndex={0}
      className={styles.tree}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className={styles.body} style={{ height: `${virtual.getTotalSize()}px` }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const { id } = row.node;
          return (
            <TreeLine
              key={id}
              id={`${own}-${index}`}
              row={row}
              look={lookAt(objects, looks, database, id)}
              ruled={looks.get(id)?.ruled === true}
              cut={looks.get(id)?.inheritance === false}
              edited={edited.has(id)}
              current={id === current}
              active={index === at}
              start={start}
              onToggle={(on) => toggle(id, on)}
              onChoose={() => {
                setActive(id);
                onChoose(id);
              }}
            />
          );
        })}
      </div>
    </div>
  );
}

/** The topmost folders are open where they are few, and the way to what is chosen. */
function initiallyOpen(objects: Objects, current: string | null): ReadonlySet<string> {
  const open = new Set<string>();
  const top = (objects.inside.get("") ?? []).filter((node) => node.folder);
  if (top.length <= 12) for (const node of top) open.add(node.id);
  if (current !== null) for (const node of pathOf(objects, current)) open.add(node.id);
  return open;
}
