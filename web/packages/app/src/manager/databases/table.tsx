import type { Database } from "@strongroom/client";
import { Lock, LockOpen } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useLocation } from "wouter";
import { type Column, Table } from "../../design/table.tsx";
import { Tag } from "../../design/tag.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";

/** Whether the server tells the person if the database is open: not of the private ones of others. */
export function tellsState(database: Database): boolean {
  return database.kind === "standard" || database.rights.length > 0 || database.has_recovery_code != null;
}

/** Open or closed, in a word with its sign. */
export function StateTag({ database }: { database: Database }) {
  const words = useAllText().manager.databases;
  if (!tellsState(database)) return <span>{words.notTold}</span>;
  return database.state === "open" ? (
    <Tag look="allow" icon={<LockOpen aria-hidden />}>
      {words.states.open}
    </Tag>
  ) : (
    <Tag look="seal" icon={<Lock aria-hidden />}>
      {words.states.closed}
    </Tag>
  );
}

interface DatabaseTableProps {
  databases: Database[];
  current: string | undefined;
  empty: ReactNode;
}

/** Databases as rows: what they are called, what they are, how they are, whose they are. */
export function DatabaseTable({ databases, current, empty }: DatabaseTableProps) {
  const t = useAllText();
  const format = useFormat();
  const [, navigate] = useLocation();
  const words = t.manager.databases;
  const columns = useMemo<Column<Database>[]>(
    () => [
      {
        id: "name",
        label: t.everywhere.name,
        width: "minmax(140px, 3fr)",
        cell: (one) => <b>{one.name}</b>,
        order: (a, b) => a.name.localeCompare(b.name),
      },
      {
        id: "kind",
        label: words.kind,
        width: "minmax(70px, 1fr)",
        cell: (one) => words.kinds[one.kind],
        order: (a, b) => a.kind.localeCompare(b.kind),
      },
      {
        id: "state",
        label: words.state,
        width: "minmax(96px, 1fr)",
        cell: (one) => <StateTag database={one} />,
        order: (a, b) => a.state.localeCompare(b.state),
      },
      {
        id: "owner",
        label: words.owner,
        width: "minmax(90px, 1.5fr)",
        wide: true,
        cell: (one) => one.owner?.name,
        order: (a, b) => (a.owner?.name ?? "").localeCompare(b.owner?.name ?? ""),
      },
      {
        id: "created",
        label: t.manager.created,
        width: "minmax(96px, 1fr)",
        wide: true,
        cell: (one) => format.date(one.created_at),
        order: (a, b) => a.created_at.localeCompare(b.created_at),
      },
    ],
    [t, words, format],
  );
  return (
    <Table
      label={t.manager.places.databases}
      rows={databases}
      columns={columns}
      keyOf={(one) => one.id}
      nameOf={(one) => one.name}
      current={current ?? null}
      onOpen={(one) => navigate(`/manager/databases/${one.id}`)}
      sortedBy="name"
      empty={empty}
    />
  );
}
