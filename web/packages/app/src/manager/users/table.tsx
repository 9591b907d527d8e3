import type { User } from "@strongroom/client";
import { Ban } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useLocation } from "wouter";
import { type Column, Table } from "../../design/table.tsx";
import { Tag } from "../../design/tag.tsx";
import { useFormat } from "../../text/format.ts";
import { type AllText, useAllText } from "../../text/index.ts";
import { rankOf } from "../access.ts";

/** The most important thing to know of an account, or nothing. */
export function UserTag({ user }: { user: User }) {
  const words = useAllText().manager;
  if (!user.enabled) {
    return (
      <Tag look="deny" icon={<Ban aria-hidden />}>
        {words.disabled}
      </Tag>
    );
  }
  return user.has_password ? null : <Tag look="seal">{words.users.noPassword}</Tag>;
}

/** The roles in words, the highest first. */
export function rolesOf(user: Pick<User, "roles">, t: AllText): string {
  return [...user.roles]
    .sort((a, b) => rankOf([b]) - rankOf([a]))
    .map((role) => t.manager.roles[role])
    .join(", ");
}

interface UserTableProps {
  users: User[];
  current: string | undefined;
  chosen: ReadonlySet<string> | undefined;
  onChoose: (chosen: ReadonlySet<string>) => void;
  empty: ReactNode;
}

/** Accounts as rows. */
export function UserTable({ users, current, chosen, onChoose, empty }: UserTableProps) {
  const t = useAllText();
  const format = useFormat();
  const [, navigate] = useLocation();
  const words = t.manager.users;
  const columns = useMemo<Column<User>[]>(() => {
    const by = (read: (user: User) => string) => (a: User, b: User) => read(a).localeCompare(read(b));
    return [
      {
        id: "username",
        label: words.username,
        width: "minmax(110px, 2fr)",
        cell: (user) => <b>{user.username}</b>,
        order: by((user) => user.username),
      },
      {
        id: "name",
        label: words.fullName,
        width: "minmax(110px, 2fr)",
        cell: (user) => user.full_name,
        order: by((user) => user.full_name ?? ""),
      },
      {
        id: "roles",
        label: words.roles,
        width: "minmax(110px, 2fr)",
        wide: true,
        cell: (user) => rolesOf(user, t),
        order: (a, b) => rankOf(b.roles) - rankOf(a.roles),
      },
      {
        id: "department",
        label: words.department,
        width: "minmax(80px, 1.4fr)",
        wide: true,
        cell: (user) => user.department,
        order: by((user) => user.department ?? ""),
      },
      {
        id: "last",
        label: words.lastSignIn,
        width: "minmax(124px, 1.2fr)",
        wide: true,
        cell: (user) => (user.last_sign_in_at == null ? words.never : format.relative(user.last_sign_in_at)),
        order: by((user) => user.last_sign_in_at ?? ""),
      },
      {
        id: "state",
        label: words.state,
        width: "108px",
        cell: (user) => <UserTag user={user} />,
        order: (a, b) => Number(a.enabled) - Number(b.enabled),
      },
    ];
  }, [t, words, format]);
  return (
    <Table
      label={t.manager.places.users}
      rows={users}
      columns={columns}
      keyOf={(user) => user.id}
      nameOf={(user) => user.username}
      current={current ?? null}
      onOpen={(user) => navigate(`/manager/users/${user.id}`)}
      chosen={chosen}
      onChoose={onChoose}
      sortedBy="username"
      empty={empty}
    />
  );
}
