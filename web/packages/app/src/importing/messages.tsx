import type { ImportWarning } from "@strongroom/client";
import { Card } from "../design/card.tsx";
import { useFormat } from "../text/format.ts";
import { useAllText } from "../text/index.ts";
import styles from "./importing.module.css";

/** So many are shown; of more it is said how many there are. */
const SHOWN = 200;

/** What could not be taken over as it was, each with its place in the file. */
export function Messages({
  caption,
  messages,
  of = messages.length,
}: {
  caption: string;
  messages: ImportWarning[];
  of?: number;
}) {
  const t = useAllText();
  const format = useFormat();
  if (messages.length === 0) return null;
  const shown = messages.slice(0, SHOWN);
  return (
    <Card caption={caption}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <ul className={styles.messages} aria-label={caption} tabIndex={0}>
        {shown.map(({ place, message }, index) => (
          <li key={index}>
            {place != null && <b>{place}</b>}
            <span>{message}</span>
          </li>
        ))}
        {of > shown.length && <li>{t.importing.moreMessages(format.number(of - shown.length))}</li>}
      </ul>
    </Card>
  );
}
