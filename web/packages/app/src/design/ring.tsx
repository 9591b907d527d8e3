import styles from "./ring.module.css";

const RADIUS = 8;
const LENGTH = 2 * Math.PI * RADIUS;

/** What is left of a time, as a ring that empties. */
export function Ring({ part, label }: { part: number; label: string }) {
  return (
    <svg className={styles.ring} viewBox="0 0 22 22" role="img" aria-label={label}>
      <title>{label}</title>
      <circle cx="11" cy="11" r={RADIUS} className={styles.rest} />
      <circle
        cx="11"
        cy="11"
        r={RADIUS}
        className={styles.left}
        strokeDasharray={LENGTH}
        strokeDashoffset={LENGTH * (1 - part)}
      />
    </svg>
  );
}
