import { Card } from "../../design/card.tsx";
import { useProblemText } from "../../server/problem-text.ts";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { useFigures } from "../frame/data.ts";
import { useAccess } from "../frame/me.ts";
import { Fact, Facts } from "../frame/panes.tsx";
import styles from "./overview.module.css";

/** How much room the store takes and has left, and what is known of backups: nothing, for the server makes none. */
export function Storage() {
  const t = useAllText();
  const format = useFormat();
  const say = useProblemText();
  const words = t.manager.overview;
  const figures = useFigures(useAccess().role);
  const room = figures.data?.storage;
  const size = (bytes: number | undefined) =>
    figures.isError ? say(figures.error) : bytes === undefined ? "…" : format.bytes(bytes);
  return (
    <Card caption={words.storage}>
      <Facts>
        <Fact name={words.store}>{size(room?.store_bytes)}</Fact>
        <Fact name={words.attachments}>{size(room?.attachment_bytes)}</Fact>
        <Fact name={words.free}>
          {room === undefined
            ? size(undefined)
            : words.freeOf(format.bytes(room.free_bytes), format.bytes(room.disk_bytes))}
        </Fact>
        <Fact name={words.backup}>
          {words.noBackup}
          <br />
          <small className={styles.hint}>{words.backupHow}</small>
        </Fact>
      </Facts>
    </Card>
  );
}
