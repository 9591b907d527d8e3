import { Fragment, type ReactNode, useEffect } from "react";
import { Link } from "wouter";
import { useText } from "../../text/index.ts";
import styles from "./frame.module.css";

interface FrameProps {
  title: string;
  above: { href: string; label: string }[];
  actions?: ReactNode;
  children: ReactNode;
}

/** A page of the permissions: where one is, what can be done, and the work below. */
export function Frame({ title, above, actions, children }: FrameProps) {
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
              <span aria-hidden>/</span>
            </Fragment>
          ))}
          <h1>{title}</h1>
        </div>
        <div className={styles.actions}>{actions}</div>
      </header>
      {children}
    </div>
  );
}
