import { Database, ScrollText, User, Users } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useText } from "../../text/index.ts";
import { useDatabases } from "../../vault/databases.ts";
import { isManaged } from "../access.ts";
import { useGroups, useUsers } from "../frame/data.ts";
import { useAccess } from "../frame/me.ts";
import { usePlaces } from "../frame/navigation.tsx";
import { holds } from "../frame/search.tsx";

/** Somewhere to go. */
export interface Goal {
  href: string;
  name: string;
  /** What it is, in one word. */
  kind: string;
  icon: ReactNode;
}

/** How many of each kind are offered; typing on finds the others. */
const OFFERED = 6;

/** Where what was typed may lead; pages alone before anything was typed. */
export function useGoals(q: string): Goal[] {
  const t = useText();
  const access = useAccess();
  const places = usePlaces();
  const databases = useDatabases().data;
  const users = useUsers(access.role).data;
  const groups = useGroups(access.role).data;
  return useMemo(() => {
    const words = t.manager.jump;
    const goals: Goal[] = [];
    const offer = (found: Goal[]) => goals.push(...found.slice(0, OFFERED));
    const pages = places.map(({ href, label, icon }) => ({ href, name: label, kind: words.page, icon }));
    if (q.trim() === "") return pages;
    offer(
      (databases ?? [])
        .filter((one) => isManaged(access, one) && holds(q, one.name))
        .map(({ id, name }) => ({
          href: `/manager/databases/${id}`,
          name,
          kind: words.database,
          icon: <Database aria-hidden />,
        })),
    );
    offer(
      (users ?? [])
        .filter((one) => holds(q, one.username, one.full_name, one.email))
        .map(({ id, username, full_name }) => ({
          href: `/manager/users/${id}`,
          name: full_name == null ? username : `${full_name} (${username})`,
          kind: t.table.user,
          icon: <User aria-hidden />,
        })),
    );
    offer(
      (groups ?? [])
        .filter((one) => holds(q, one.name))
        .map(({ id, name }) => ({
          href: `/manager/groups/${id}`,
          name,
          kind: t.table.group,
          icon: <Users aria-hidden />,
        })),
    );
    offer(pages.filter(({ name }) => holds(q, name)));
    if (access.readAudit) {
      offer(
        Object.entries(t.events.names)
          .filter(([, name]) => holds(q, name))
          .map(([event, name]) => ({
            href: `/manager/audit?event=${event}`,
            name,
            kind: t.manager.places.audit,
            icon: <ScrollText aria-hidden />,
          })),
      );
    }
    return goals;
  }, [q, t, access, places, databases, users, groups]);
}
