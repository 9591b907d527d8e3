import type { Look } from "@strongroom/client";
import { Card } from "../../design/card.tsx";
import { useAllText } from "../../text/index.ts";
import styles from "./legend.module.css";
import { LookSign } from "./look.tsx";

const LOOKS: Look[] = ["allowed_here", "allowed_above", "denied_here", "denied_above", "not_granted"];

/** What the five signs mean. */
export function Legend() {
  const t = useAllText();
  return (
    <Card caption={t.permissionsScreen.legend}>
      <ul className={styles.legend}>
        {LOOKS.map((look) => (
          <li key={look}>
            <LookSign look={look} />
            {t.permissionsScreen.looks[look]}
          </li>
        ))}
      </ul>
    </Card>
  );
}
