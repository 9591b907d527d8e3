import { Database, ScrollText, User, Users } from "lucide-react";
import { useMemo } from "react";
import type { PaletteLine } from "../../design/palette.tsx";
import { useAllText } from "../../text/index.ts";
import { useDatabases } from "../../vault/databases.ts";
import { isManaged } from "../access.ts";
import { useGroups, useUsers } from "../frame/data.ts";
import { useAccess } from "../frame/me.ts";
import { usePlaces } from "../frame/navigation.tsx";
import { holds } from "../frame/search.tsx";

/** How many of each kind are offered; typing on finds the others. */
const OFFERED = 6;

/** Where what was typed may lead, by its address; pages alone before anything was typed. */
export function useGoals(q: string): PaletteLine[] {
  const t = useAllText();
  const access = useAccess();
  const places = usePlaces();
  const databases = useDatabases().data;
  const users = useUsers(access.role).data;
  const groups = useGroups(access.role).data;
  return useMemo(() => {
    const words = t.manager.jump;
    const goals: PaletteLine[] = [];
    const offer = (found: PaletteLine[]) => goals.push(...found.slice(0, OFFERED));
    const pages = places.map(({ href, label, icon }) => ({ key: href, name: label, note: words.page, icon }));
    if (q.trim() === "") return pages;
    offer(
      (databases ?? [])
        .filter((one) => isManaged(access, one) && holds(q, one.name))
        .map(({ id, name }) => ({
          key: `/manager/databases/${id}`,
          name,
          note: words.database,
          icon: <Database aria-hidden />,
        })),
    );
    offer(
      (users ?? [])
        .filter((one) => holds(q, one.username, one.full_name, one.email))
        .map(({ id, username, full_name }) => ({
          key: `/manager/users/${id}`,
          name: full_name == null ? username : `${full_name} (${username})`,
          note: t.table.user,
          icon: <User aria-hidden />,
        })),
    );
    offer(
      (groups ?? [])
        .filter((one) => holds(q, one.name))
        .map(({ id, name }) => ({
          key: `/manager/groups/${id}`,
          name,
          note: t.table.group,
          icon: <Users aria-hidden />,
        })),
    );
    offer(pages.filter(({ name }) => holds(q, name)));
    if (access.readAudit) {
      offer(
        Object.entries(t.events.names)
          .filter(([, name]) => holds(q, name))
          .map(([event, name]) => ({
            key: `/manager/audit?event=${event}`,
            name,
            note: t.manager.places.audit,
            icon: <ScrollText aria-hidden />,
          })),
      );
    }
    return goals;
  }, [q, t, access, places, databases, users, groups]);
}
