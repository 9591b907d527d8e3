import { KeyRound } from "lucide-react";
import { useState } from "react";
import { Redirect } from "wouter";
import { useAllText } from "../text/index.ts";
import { Finish } from "./finish.tsx";
import styles from "./first-run.module.css";
import { Kit } from "./kit-step.tsx";

/** How far the first run has come; kept with the address, so that a reload goes on and no other way leads here. */
interface Progress {
  /** Where the server keeps everything, as the setup told it. */
  dataFolder: string;
  /** The recovery kit was saved: it is not made anew, which would void the one that was saved. */
  kept: boolean;
}

function progress(): Progress | null {
  const state = history.state as Partial<Progress> | null;
  if (typeof state?.dataFolder !== "string") return null;
  return { dataFolder: state.dataFolder, kept: state.kept === true };
}

/** The rest of the first run, on the page where it began: the recovery kit, then what to look at and whom to invite. */
export function FirstRun() {
  const t = useAllText();
  const [now, setNow] = useState(progress);
  // Not from the setup: whoever comes by the address alone would lose the recovery code that they have.
  if (now === null) return <Redirect to="/" replace />;
  function goOn(next: Progress) {
    history.replaceState(next, "");
    setNow(next);
  }
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.mark}>
          <KeyRound aria-hidden />
          {t.everywhere.product}
        </div>
        {now.kept ? <Finish /> : <Kit dataFolder={now.dataFolder} onKept={() => goOn({ ...now, kept: true })} />}
      </div>
    </main>
  );
}
