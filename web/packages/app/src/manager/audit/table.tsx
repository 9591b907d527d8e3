import type { AuditRecord } from "@strongroom/client";
import { type ReactNode, useMemo } from "react";
import { type Column, Table } from "../../design/table.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { keyOf } from "./data.ts";
import { useNames } from "./names.ts";
import { Subject } from "./subject.tsx";
import { eventName } from "./words.ts";

interface AuditTableProps {
  records: AuditRecord[];
  current: string | null;
  onOpen: (record: AuditRecord) => void;
  onEnd: () => void;
  empty: ReactNode;
}

/** Records as rows: when, what, about what, who, where. They stay in the order of the server. */
export function AuditTable({ records, current, onOpen, onEnd, empty }: AuditTableProps) {
  const t = useAllText();
  const format = useFormat();
  const nameOf = useNames();
  const words = t.manager.audit;
  const columns = useMemo<Column<AuditRecord>[]>(
    () => [
      { id: "at", label: words.at, width: "minmax(136px, 1.2fr)", cell: (one) => format.exact(one.at) },
      {
        id: "event",
        label: words.event,
        width: "minmax(84px, 1.4fr)",
        cell: (one) => <b>{eventName(one.event, t)}</b>,
      },
      {
        id: "about",
        label: words.about,
        width: "minmax(76px, 2fr)",
        cell: (one) => <Subject record={one} nameOf={nameOf} />,
      },
      {
        id: "actor",
        label: words.actor,
        width: "minmax(52px, 1fr)",
        cell: (one) => one.actor_name ?? (one.actor == null ? words.server : words.gone),
      },
      {
        id: "database",
        label: words.database,
        width: "minmax(90px, 1fr)",
        wide: true,
        cell: (one) => (one.database == null ? "" : (nameOf(one.database) ?? words.unknownDatabase)),
      },
      { id: "address", label: words.address, width: "minmax(80px, 0.8fr)", wide: true, cell: (one) => one.address },
    ],
    [t, words, format, nameOf],
  );
  return (
    <Table
      label={t.manager.places.audit}
      rows={records}
      columns={columns}
      keyOf={keyOf}
      nameOf={(one) => eventName(one.event, t)}
      current={current}
      onOpen={onOpen}
      onEnd={onEnd}
      empty={empty}
    />
  );
}
