import type { RightsChange } from "@strongroom/client";
import { useMemo } from "react";
import { useProblemText } from "../../../server/problem-text.ts";
import { EffectsCard } from "../aside/effects.tsx";
import { usePreview } from "../data.ts";
import styles from "../principal.module.css";

/** What the changes of a dialog would do, and whether that is known; changes as a text, so that equal ones are the same. */
export function useForetold(db: string, changes: RightsChange[]) {
  const text = JSON.stringify(changes);
  const same = useMemo(() => JSON.parse(text) as RightsChange[], [text]);
  const preview = usePreview(db, same, {}, same.length > 0);
  const known = same.length > 0 && preview.isSuccess && !preview.isPlaceholderData;
  return { changes: same, preview, known };
}

/** The effects of the changes of a dialog, or why the server would refuse them. */
export function Foretold({ foretold }: { foretold: ReturnType<typeof useForetold> }) {
  const say = useProblemText();
  const { changes, preview } = foretold;
  if (preview.error !== null && changes.length > 0) {
    return (
      <p role="alert" className={styles.error}>
        {say(preview.error)}
      </p>
    );
  }
  return (
    <EffectsCard effects={preview.data?.effects} working={preview.isFetching} changed={changes.length > 0} sealed={0} />
  );
}
