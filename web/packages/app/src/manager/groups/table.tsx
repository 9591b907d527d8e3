import type { Group } from "@strongroom/client";
import { Ban, Shield } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useLocation } from "wouter";
import { type Column, Table } from "../../design/table.tsx";
import { Tag } from "../../design/tag.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";

/** The most important thing to know of a group, or nothing. */
export function GroupTag({ group }: { group: Group }) {
  const words = useAllText().manager;
  if (!group.enabled) {
    return (
      <Tag look="deny" icon={<Ban aria-hidden />}>
        {words.disabled}
      </Tag>
    );
  }
  return group.protected ? <Tag icon={<Shield aria-hidden />}>{words.groups.protected}</Tag> : null;
}

interface GroupTableProps {
  groups: Group[];
  current: string | undefined;
  empty: ReactNode;
}

/** Groups as rows. */
export function GroupTable({ groups, current, empty }: GroupTableProps) {
  const t = useAllText();
  const format = useFormat();
  const [, navigate] = useLocation();
  const words = t.manager.groups;
  const columns = useMemo<Column<Group>[]>(
    () => [
      {
        id: "name",
        label: t.everywhere.name,
        width: "minmax(120px, 2fr)",
        cell: (group) => <b>{group.name}</b>,
        order: (a, b) => a.name.localeCompare(b.name),
      },
      {
        id: "members",
        label: words.members,
        width: "96px",
        cell: (group) => format.number(group.member_count),
        order: (a, b) => a.member_count - b.member_count,
      },
      {
        id: "description",
        label: words.description,
        width: "minmax(120px, 3fr)",
        wide: true,
        cell: (group) => group.description,
      },
      {
        id: "state",
        label: t.manager.users.state,
        width: "116px",
        cell: (group) => <GroupTag group={group} />,
        order: (a, b) => Number(a.enabled) - Number(b.enabled),
      },
    ],
    [t, words, format],
  );
  return (
    <Table
      label={t.manager.places.groups}
      rows={groups}
      columns={columns}
      keyOf={(group) => group.id}
      nameOf={(group) => group.name}
      current={current ?? null}
      onOpen={(group) => navigate(`/manager/groups/${group.id}`)}
      sortedBy="name"
      empty={empty}
    />
  );
}
