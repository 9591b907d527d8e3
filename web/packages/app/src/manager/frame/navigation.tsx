import {
  Award,
  Bell,
  ChevronLeft,
  ChevronRight,
  Database,
  House,
  IdCard,
  ScrollText,
  Settings,
  Shield,
  User,
  Users,
} from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";
import { useApprovalsCount } from "../../sharing/approvals/data.ts";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { useDatabases } from "../../vault/databases.ts";
import { isManaged } from "../access.ts";
import { useGroups, useLicence } from "./data.ts";
import { useAccess } from "./me.ts";
import styles from "./navigation.module.css";
import { useMore } from "./use-more.ts";

interface Place {
  href: string;
  label: string;
  icon: ReactNode;
  count?: number | undefined;
  /** What the count says, for readers. */
  name?: string | undefined;
}

/** The places that the person's roles let them use, and no others. */
export function usePlaces(): Place[] {
  const t = useAllText();
  const access = useAccess();
  const databases = useDatabases().data?.filter((one) => isManaged(access, one));
  // Each account takes a seat, so the licence knows their number without the accounts being loaded.
  const users = useLicence(access.role).data?.used;
  const groups = useGroups(access.role).data?.length;
  const approvals = useApprovalsCount();
  const words = t.manager.places;
  const places: (Place | false)[] = [
    access.role && { href: "/manager", label: words.overview, icon: <House aria-hidden /> },
    (!access.role || access.databases || (databases?.length ?? 0) > 0) && {
      href: "/manager/databases",
      label: words.databases,
      icon: <Database aria-hidden />,
      count: databases?.length,
    },
    access.role && { href: "/manager/users", label: words.users, icon: <User aria-hidden />, count: users },
    access.role && { href: "/manager/groups", label: words.groups, icon: <Users aria-hidden />, count: groups },
    {
      href: "/manager/approvals",
      label: t.sharing.approvals,
      icon: <Award aria-hidden />,
      count: approvals === 0 ? undefined : approvals,
      name: approvals === 0 ? undefined : t.sharing.approvalsCount(approvals),
    },
    access.readPolicies && { href: "/manager/policies", label: words.policies, icon: <Shield aria-hidden /> },
    access.role && { href: "/manager/licence", label: words.licence, icon: <IdCard aria-hidden /> },
    access.readAudit && { href: "/manager/notifications", label: words.notifications, icon: <Bell aria-hidden /> },
    access.readAudit && { href: "/manager/audit", label: words.audit, icon: <ScrollText aria-hidden /> },
    access.role && { href: "/manager/settings", label: words.settings, icon: <Settings aria-hidden /> },
  ];
  return places.filter((place) => place !== false);
}

/** The pages of the Server Manager, at the left; where it is narrow, above the page. */
export function Navigation() {
  const t = useAllText();
  const format = useFormat();
  const [location] = useLocation();
  const places = usePlaces();
  const nav = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where it scrolls sideways, another place comes into sight
  useEffect(() => {
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [location, places.length]);
  const more = useMore(nav);
  const scroll = (pages: number) =>
    nav.current?.scrollBy({ left: pages * nav.current.clientWidth * 0.7, behavior: "smooth" });
  return (
    <div className={styles.around}>
      <nav ref={nav} className={styles.navigation} aria-label={t.shell.serverManager}>
        {places.map(({ href, label, icon, count, name }) => {
          const here = href === "/manager" ? location === href : location === href || location.startsWith(`${href}/`);
          return (
            <Link
              key={href}
              href={href}
              className={styles.place}
              aria-current={here ? "page" : undefined}
              aria-label={name}
            >
              {icon}
              <span className={styles.label}>{label}</span>
              {count !== undefined && (
                <span className={styles.count} data-waits={name !== undefined || undefined}>
                  {format.number(count)}
                </span>
              )}
            </Link>
          );
        })}
      </nav>
      {/* For pointers: with the keyboard what has the focus comes into sight by itself. */}
      {more.before && (
        <button type="button" tabIndex={-1} aria-hidden className={styles.back} onClick={() => scroll(-1)}>
          <ChevronLeft aria-hidden />
        </button>
      )}
      {more.after && (
        <button type="button" tabIndex={-1} aria-hidden className={styles.on} onClick={() => scroll(1)}>
          <ChevronRight aria-hidden />
        </button>
      )}
    </div>
  );
}
