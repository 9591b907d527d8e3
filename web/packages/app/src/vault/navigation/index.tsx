import type { Database } from "@strongroom/client";
import { CalendarClock, Clock, Database as DatabaseIcon, Lock, Star, Trash2 } from "lucide-react";
import { memo, type ReactNode } from "react";
import { Link } from "wouter";
import { useCatalogue } from "../../catalogue/index.ts";
import { classes } from "../../design/classes.ts";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { useDropTarget } from "../drag.ts";
import { addressOf, type View, WITHIN } from "../place.ts";
import { Folders } from "./folders.tsx";
import styles from "./navigation.module.css";

interface Props {
  databases: Database[];
  database: string | null;
  view: View | null;
  /** More lines above the folders: approvals. */
  children?: ReactNode;
}

/** The pane at the left: what is one's own, the folders of the database, other databases, the bin. */
export const Navigation = memo(function Navigation({ databases, database, view, children }: Props) {
  const t = useText();
  const current = databases.find((one) => one.id === database);
  const own = databases.filter((one) => one.kind === "private" && one.id !== database);
  const at = view?.kind;
  return (
    <nav className={styles.navigation} aria-label={t.vault.navigation}>
      <NavLink view={{ kind: "favourites" }} icon={<Star aria-hidden />} on={at === "favourites"}>
        {t.vault.favourites}
      </NavLink>
      <NavLink view={{ kind: "recent" }} icon={<Clock aria-hidden />} on={at === "recent"}>
        {t.vault.recent}
      </NavLink>
      <NavLink view={{ kind: "expiring", within: WITHIN }} icon={<CalendarClock aria-hidden />} on={at === "expiring"}>
        {t.vault.expiring}
      </NavLink>
      {children}
      {current?.state === "open" && <DatabaseSection database={current} view={view} />}
      {own.length > 0 && <h2 className={styles.caption}>{t.vault.private}</h2>}
      {own.map((one) => (
        <NavLink key={one.id} view={{ kind: "folder", database: one.id, folder: null }} icon={<Lock aria-hidden />}>
          {one.name}
        </NavLink>
      ))}
    </nav>
  );
});

function DatabaseSection({ database, view }: { database: Database; view: View | null }) {
  const t = useText();
  const format = useFormat();
  const catalogue = useCatalogue(database.id);
  const drop = useDropTarget(database.id);
  const folder = view?.kind === "folder" && view.database === database.id ? view.folder : undefined;
  return (
    <>
      <h2 className={styles.caption}>{database.kind === "private" ? t.vault.private : t.vault.database}</h2>
      <NavLink
        view={{ kind: "folder", database: database.id, folder: null }}
        icon={database.kind === "private" ? <Lock aria-hidden /> : <DatabaseIcon aria-hidden />}
        on={folder === null}
        count={catalogue.phase === "loading" ? undefined : format.number(catalogue.entriesBelow(-1))}
        more={drop(null)}
      >
        {database.name}
      </NavLink>
      <div className={styles.folders}>
        <Folders database={database.id} name={database.name} folder={folder ?? null} />
      </div>
      <NavLink
        view={{ kind: "bin", database: database.id }}
        icon={<Trash2 aria-hidden />}
        on={view?.kind === "bin" && view.database === database.id}
      >
        {t.vault.bin}
      </NavLink>
    </>
  );
}

interface NavLinkProps {
  view: View;
  icon: ReactNode;
  on?: boolean;
  count?: string | undefined;
  more?: Record<string, unknown>;
  children: ReactNode;
}

function NavLink({ view, icon, on = false, count, more, children }: NavLinkProps) {
  return (
    <NavLine href={addressOf({ view, entry: null })} icon={icon} on={on} count={count} more={more}>
      {children}
    </NavLine>
  );
}

/** A line of the navigation that leads to `href`. */
export function NavLine(props: {
  href: string;
  icon: ReactNode;
  on?: boolean;
  count?: string | undefined;
  more?: Record<string, unknown> | undefined;
  children: ReactNode;
}) {
  return (
    <Link
      href={props.href}
      className={classes(styles.item, props.on === true && styles.on)}
      aria-current={props.on === true ? "page" : undefined}
      {...props.more}
    >
      {props.icon}
      <span className={styles.label}>{props.children}</span>
      {props.count !== undefined && <span className={styles.count}>{props.count}</span>}
    </Link>
  );
}
