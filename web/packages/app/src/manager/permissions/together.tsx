import { Link2, Unlink2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../../design/button.tsx";
import { useAllText } from "../../text/index.ts";
import styles from "./bundles.module.css";

/** Whether read, modify, add and delete are set together: where they are alike, until somebody splits them. */
export function useTogether(alike: boolean) {
  const [split, setSplit] = useState(false);
  return { together: alike && !split, join: (on: boolean) => setSplit(!on) };
}

/** Says whether those that belong together are set together, and lets that be changed. */
export function Together({
  on,
  possible,
  onChange,
}: {
  on: boolean;
  possible: boolean;
  onChange: (on: boolean) => void;
}) {
  const t = useAllText().permissionsScreen;
  return (
    <p className={styles.together}>
      {on ? <Link2 aria-hidden /> : <Unlink2 aria-hidden />}
      <span>{on ? t.together : t.apart}</span>
      {on ? (
        <Button look="plain" onClick={() => onChange(false)}>
          {t.split}
        </Button>
      ) : (
        possible && (
          <Button look="plain" onClick={() => onChange(true)}>
            {t.join}
          </Button>
        )
      )}
    </p>
  );
}
