import type { AuditRecord } from "@strongroom/client";
import { ListFilter } from "lucide-react";
import { Button } from "../../design/button.tsx";
import { Card } from "../../design/card.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { Detail, Fact, Facts } from "../frame/panes.tsx";
import styles from "./detail.module.css";
import { useNames, useTitle } from "./names.ts";
import type { Filter } from "./query.ts";
import { isRevertible, Revert } from "./revert.tsx";
import { eventName } from "./words.ts";

interface RecordDetailProps {
  record: AuditRecord;
  back: string;
  onNarrow: (filter: Filter) => void;
}

/** Everything that a record holds, as text; names stand beside ids where the API gives them. */
export function RecordDetail({ record, back, onNarrow }: RecordDetailProps) {
  const t = useAllText();
  const format = useFormat();
  const nameOf = useNames();
  const title = useTitle(record);
  const words = t.manager.audit;
  const { actor, database, object } = record;
  return (
    <Detail
      title={eventName(record.event, t)}
      text={format.dateTime(record.at)}
      back={back}
      actions={
        <>
          {isRevertible(record) && <Revert key={`${database ?? ""}/${record.number}`} record={record} />}
          {actor != null && (
            <Button icon={<ListFilter aria-hidden />} onClick={() => onNarrow({ actor })}>
              {words.byActor}
            </Button>
          )}
          {object != null && (
            <Button
              icon={<ListFilter aria-hidden />}
              onClick={() => onNarrow({ object, ...(database != null ? { database } : {}) })}
            >
              {words.onObject}
            </Button>
          )}
        </>
      }
    >
      <Card caption={words.record}>
        <Facts>
          <Fact name={words.event}>
            <code>{record.event}</code>
          </Fact>
          <Fact name={words.at}>
            <code>{record.at}</code>
          </Fact>
          <Fact name={words.actor}>
            <Named id={actor} name={record.actor_name ?? undefined} none={words.server} />
          </Fact>
          {record.client != null && <Fact name={words.client}>{t.session.clients[record.client]}</Fact>}
          {record.address != null && <Fact name={words.address}>{record.address}</Fact>}
          <Fact name={words.chain}>
            <Named id={database} name={nameOf(database)} none={words.serverChain} />
          </Fact>
          <Fact name={words.number}>{format.number(record.number)}</Fact>
          {object != null && (
            <Fact name={words.object}>
              <Named id={object} name={title} none="" />
            </Fact>
          )}
          {record.revision != null && <Fact name={words.revision}>{format.number(record.revision)}</Fact>}
          <Fact name={words.hash}>
            <code>{record.hash}</code>
          </Fact>
        </Facts>
      </Card>
      {Object.keys(record.details).length > 0 && (
        <Card caption={words.details}>
          <Facts>
            {Object.entries<unknown>(record.details).map(([key, value]) => (
              <Fact key={key} name={key}>
                <Value value={value} nameOf={nameOf} />
              </Fact>
            ))}
          </Facts>
        </Card>
      )}
    </Detail>
  );
}

function Named({ id, name, none }: { id: string | null | undefined; name: string | undefined; none: string }) {
  if (id == null) return none;
  return (
    <>
      {name !== undefined && <span className={styles.name}>{name}</span>}
      <code>{id}</code>
    </>
  );
}

function Value({ value, nameOf }: { value: unknown; nameOf: (id: string) => string | undefined }) {
  if (typeof value === "string") return <Named id={value} name={nameOf(value)} none="" />;
  return <code className={styles.value}>{JSON.stringify(value, null, 1)}</code>;
}
