import type { ReactNode } from "react";
import styles from "./card.module.css";

/** Lines that belong together, with a caption above them. */
export function Card({ caption, action, children }: { caption?: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.section} aria-label={caption}>
      {caption !== undefined && (
        <div className={styles.caption}>
          <h3>{caption}</h3>
          {action}
        </div>
      )}
      <div className={styles.card}>{children}</div>
    </section>
  );
}

/** A line of a card. */
export function CardRow({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
