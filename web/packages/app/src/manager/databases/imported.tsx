import type { ImportAnswer } from "@strongroom/client";
import { useLocation } from "wouter";
import { Button } from "../../design/button.tsx";
import { Card, CardRow } from "../../design/card.tsx";
import { Dialog } from "../../design/dialog.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import styles from "./imported.module.css";

/** What came in, and what could not be taken over as it was. */
export function Imported({ answer, onClose }: { answer: ImportAnswer; onClose: () => void }) {
  const t = useAllText();
  const format = useFormat();
  const [, navigate] = useLocation();
  const words = t.manager.databases;
  const { folders, entries, attachments } = answer.imported;
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.imported(answer.database.name)}
      text={words.importedText(format.number(entries), format.number(folders), format.number(attachments))}
      size="medium"
      actions={
        <Button look="go" onClick={() => navigate(`/manager/databases/${answer.database.id}`)}>
          {t.everywhere.done}
        </Button>
      }
    >
      {answer.warnings.length === 0 ? (
        <p>{words.noWarnings}</p>
      ) : (
        <Card caption={words.warnings(answer.warnings.length)}>
          {answer.warnings.map((warning, index) => (
            <CardRow key={index}>
              <span className={styles.warning}>
                {warning.message}
                {warning.place != null && <small>{warning.place}</small>}
              </span>
            </CardRow>
          ))}
        </Card>
      )}
    </Dialog>
  );
}
