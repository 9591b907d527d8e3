import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import styles from "./tabs.module.css";

/** A tab: an address of its own, so that `back` goes through tabs as through pages. */
export interface Tab {
  href: string;
  label: string;
  /** Stands behind the words: a count. */
  end?: ReactNode;
}

/** Tabs as links; the one whose address (or an address below it) is shown is the current one. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  const [location] = useLocation();
  const under = tabs.filter(({ href }) => location === href || location.startsWith(`${href}/`));
  const current = under.sort((a, b) => b.href.length - a.href.length)[0]?.href;
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map(({ href, label, end }) => (
        <Link key={href} href={href} className={styles.tab} aria-current={href === current ? "page" : undefined}>
          {label}
          {end}
        </Link>
      ))}
    </nav>
  );
}
