import { useInbox } from "../../notices/data.ts";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import styles from "./panel.module.css";

/** So many lines are told; the others stand among the notices. */
const TOLD = 5;

/** What happened to a seal, as far as this person was told: from their own notices. */
export function SealHistory({ grant }: { grant: string }) {
  const t = useText();
  const format = useFormat();
  const inbox = useInbox();
  const names: Record<string, string> = t.sharing.events;
  const told = inbox.items.filter((notice) => notice.grant === grant && names[notice.kind] !== undefined);
  if (told.length === 0) return null;
  return (
    <section aria-label={t.sharing.history}>
      <h4 className={styles.caption}>{t.sharing.history}</h4>
      <ul className={styles.history}>
        {told.slice(0, TOLD).map((notice) => (
          <li key={notice.id}>
            <span>{names[notice.kind]}</span>
            <time dateTime={notice.at}>{format.dateTime(notice.at)}</time>
          </li>
        ))}
      </ul>
    </section>
  );
}
