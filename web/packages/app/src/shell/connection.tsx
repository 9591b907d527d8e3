import { CloudOff } from "lucide-react";
import { useEffect, useState } from "react";
import { liveState, watchLive } from "../server/live.ts";
import { useText } from "../text/index.ts";
import styles from "./shell.module.css";

/** How long a break lasts before anybody is bothered with it. */
const PATIENCE = 1_500;

/** Says that the server does not answer, for as long as it does not. */
export function Connection() {
  const t = useText();
  const [away, setAway] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = watchLive((state) => {
      clearTimeout(timer);
      if (state === "away") timer = setTimeout(() => setAway(liveState() === "away"), PATIENCE);
      else setAway(false);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
  return (
    <div role="status">
      {away && (
        <p className={styles.away}>
          <CloudOff aria-hidden />
          {t.shell.offline}
        </p>
      )}
    </div>
  );
}
