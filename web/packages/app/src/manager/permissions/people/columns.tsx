import type { Assignment } from "@strongroom/client";
import { Ban, CalendarClock, Check } from "lucide-react";
import { useMemo } from "react";
import { Face } from "../../../design/face.tsx";
import type { Column } from "../../../design/table.tsx";
import { Tag } from "../../../design/tag.tsx";
import { useFormat } from "../../../text/format.ts";
import { useAllText } from "../../../text/index.ts";
import frame from "../frame.module.css";
import { bundleOf, DATABASE_BUNDLES, denied, marksOf } from "../marks.ts";

/** For how long an assignment counts, in words. */
export function usePeriod(): (assignment: Assignment) => string {
  const t = useAllText().permissionsScreen;
  const format = useFormat();
  return ({ valid_from: from, valid_to: to }) => {
    if (from != null && to != null) return t.fromUntil(format.date(from), format.date(to));
    if (from != null) return t.from(format.date(from));
    return to == null ? t.always : t.until(format.date(to));
  };
}

/** The level of an assignment in words: a bundle, or what is set by itself. */
export function useLevel(): (assignment: Assignment) => string {
  const t = useAllText().permissionsScreen;
  return ({ permissions }) => {
    const marks = marksOf(permissions);
    const bundle = bundleOf(marks, DATABASE_BUNDLES);
    if (bundle !== null) return t.bundles[bundle];
    const no = denied(marks).length;
    return `${t.ownChoice}: ${t.counts(Object.keys(marks).length - no, no)}`;
  };
}

/** What the list tells of each. */
export function useColumns(): Column<Assignment>[] {
  const t = useAllText();
  const words = t.permissionsScreen;
  const period = usePeriod();
  const level = useLevel();
  const language = t.everywhere.product;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language alone
  return useMemo<Column<Assignment>[]>(
    () => [
      {
        id: "name",
        label: words.columnName,
        width: "minmax(150px, 2fr)",
        order: (a, b) => a.principal.name.localeCompare(b.principal.name),
        cell: ({ principal }) => (
          <span className={frame.name}>
            <Face name={principal.name} group={principal.kind === "group"} />
            <span>{principal.name}</span>
            <small>{principal.kind === "group" ? t.table.group : t.table.user}</small>
          </span>
        ),
      },
      {
        id: "level",
        label: words.columnLevel,
        width: "minmax(110px, 1.4fr)",
        order: (a, b) => level(a).localeCompare(level(b)),
        cell: level,
      },
      { id: "period", label: words.columnPeriod, width: "minmax(90px, 1fr)", cell: period, wide: true },
      {
        id: "state",
        label: words.columnState,
        width: "110px",
        cell: (assignment) => <State assignment={assignment} />,
      },
    ],
    [words, language],
  );
}

/** One tag a row, the most important one. */
function State({ assignment }: { assignment: Assignment }) {
  const t = useAllText().permissionsScreen;
  if (!assignment.live) {
    const over = assignment.valid_to != null && Date.parse(assignment.valid_to) <= Date.now();
    return <Tag icon={<CalendarClock aria-hidden />}>{over ? t.over : t.notYet}</Tag>;
  }
  const no = denied(marksOf(assignment.permissions)).length;
  if (no > 0) {
    return (
      <Tag look="deny" icon={<Ban aria-hidden />}>
        {t.deniedCount(no)}
      </Tag>
    );
  }
  return (
    <Tag look="allow" icon={<Check aria-hidden />}>
      {t.live}
    </Tag>
  );
}
