import { useText } from "../text/index.ts";
import styles from "./searching.module.css";

/** What can be typed besides words, each with what it finds; pressing one puts it into the field. */
export function Operators({ onPick }: { onPick: (example: string) => void }) {
  const t = useText();
  return (
    <dl className={styles.operators} aria-label={t.searching.help}>
      {t.searching.operators.map(([example, finds]) => (
        <div key={example}>
          <dt>
            <button type="button" onClick={() => onPick(example)}>
              <code>{example}</code>
            </button>
          </dt>
          <dd>{finds}</dd>
        </div>
      ))}
    </dl>
  );
}
