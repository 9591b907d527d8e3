import type { Import } from "@strongroom/client";
import { LoaderCircle } from "lucide-react";
import spinning from "../design/spinner.module.css";
import { useFormat } from "../text/format.ts";
import { useAllText } from "../text/index.ts";
import styles from "./importing.module.css";

/** While it runs: how far it is. The page may be closed meanwhile. */
export function Running({ job }: { job: Import }) {
  const t = useAllText();
  const format = useFormat();
  const { done = 0, total = 0 } = job.progress ?? {};
  return (
    <div className={styles.running}>
      <LoaderCircle className={spinning.spinner} aria-hidden />
      <h2>{t.importing.running}</h2>
      <progress
        value={total === 0 ? undefined : done}
        max={total === 0 ? undefined : total}
        aria-label={t.importing.running}
      />
      <p role="status">
        {total === 0 ? t.importing.preparing : t.importing.progress(format.number(done), format.number(total))}
      </p>
      <p>{t.importing.mayClose}</p>
    </div>
  );
}
