import { classes } from "./classes.ts";
import styles from "./skeleton.module.css";

/** Lines where something will stand, as high as it will be. It says nothing: what is loading is marked as busy. */
export function Skeleton({ lines, bare = false }: { lines: number; bare?: boolean }) {
  return (
    <div className={classes(styles.skeleton, bare && styles.bare)} aria-hidden>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className={styles.line} />
      ))}
    </div>
  );
}
