import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useAllText } from "../text/index.ts";
import { Finish } from "./finish.tsx";
import styles from "./first-run.module.css";
import { Kit } from "./kit-step.tsx";

/** What the setup told, kept with the address so that a reload has it. */
function dataFolder(): string | null {
  const state: unknown = history.state;
  const folder = typeof state === "object" && state !== null && "dataFolder" in state ? state.dataFolder : null;
  return typeof folder === "string" ? folder : null;
}

/** The rest of the first run, on the page where it began: the recovery kit, then what to look at and whom to invite. */
export function FirstRun() {
  const t = useAllText();
  const [folder] = useState(dataFolder);
  const [kept, setKept] = useState(false);
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.mark}>
          <KeyRound aria-hidden />
          {t.everywhere.product}
        </div>
        {kept ? <Finish /> : <Kit dataFolder={folder} onKept={() => setKept(true)} />}
      </div>
    </main>
  );
}
