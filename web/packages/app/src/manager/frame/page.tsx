import { Fragment, type ReactNode, useEffect } from "react";
import { Link } from "wouter";
import { useText } from "../../text/index.ts";
import styles from "./page.module.css";

interface PageProps {
  title: string;
  /** How many there are of what the page lists. */
  count?: string | undefined;
  /** The pages above, as links. */
  above?: { href: string; label: string }[];
  actions?: ReactNode;
  /** Stands below the title: tabs, a search, filters. */
  under?: ReactNode;
  children: ReactNode;
  /** Text and cards, with room around them; else the page draws to its edges. */
  padded?: boolean;
}

/** A page of the Server Manager: where one is, what one can do, and the work below. */
export function Page({ title, count, above = [], actions, under, children, padded = false }: PageProps) {
  const t = useText();
  useEffect(() => {
    document.title = `${title} · ${t.everywhere.product}`;
    return () => {
      document.title = t.everywhere.product;
    };
  }, [title, t]);
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <div className={styles.where}>
          {above.map(({ href, label }) => (
            <Fragment key={href}>
              <Link href={href} className={styles.above}>
                {label}
              </Link>
              <span aria-hidden className={styles.slash}>
                /
              </span>
            </Fragment>
          ))}
          <h1 className={styles.title}>{title}</h1>
          {count !== undefined && <span className={styles.count}>{count}</span>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      {under}
      <div className={padded ? styles.padded : styles.body}>
        {padded ? <div className={styles.measure}>{children}</div> : children}
      </div>
    </div>
  );
}

/** The line below a title: a search and filters. */
export function Tools({ children }: { children: ReactNode }) {
  return <div className={styles.tools}>{children}</div>;
}

/** The line at the foot of a form: what is not saved, and the buttons. */
export function Foot({ note, children }: { note?: ReactNode; children: ReactNode }) {
  return (
    <footer className={styles.foot}>
      <span className={styles.note} role="status">
        {note}
      </span>
      {children}
    </footer>
  );
}
