import type { ImportChange, Table, TableSettings } from "@strongroom/client";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { Card } from "../design/card.tsx";
import { Checkbox } from "../design/field.tsx";
import { useFormat } from "../text/format.ts";
import { useAllText } from "../text/index.ts";
import styles from "./importing.module.css";

interface Props {
  table: Table;
  settings: TableSettings;
  busy: boolean;
  put: (change: ImportChange) => void;
}

/** What each column of a table holds: as the server read it, to be put right where it guessed wrong. */
export function Columns({ table, settings, busy, put }: Props) {
  const t = useAllText();
  const format = useFormat();
  const told = table.columns.map(({ holds }) => holds);
  const [held, setHeld] = useState(told);
  const [seen, setSeen] = useState(told.join());
  if (seen !== told.join()) {
    setSeen(told.join());
    setHeld(told);
  }
  const changed = held.join() !== told.join() || table.needs_columns;
  return (
    <Card caption={t.importing.columns(format.number(table.rows))}>
      <div className={styles.columnsHead}>
        <span>
          {t.importing.tableRead(table.encoding, table.delimiter === "\t" ? t.importing.tab : table.delimiter)}
        </span>
        <Checkbox
          label={t.importing.header}
          checked={busy ? (settings.header ?? table.header) : table.header}
          disabled={busy}
          onChange={(event) => put({ table: { ...settings, header: event.target.checked, columns: undefined } })}
        />
      </div>
      <table className={styles.columns}>
        <thead>
          <tr>
            <th scope="col">{t.importing.column}</th>
            <th scope="col">{t.importing.holds}</th>
            <th scope="col">{t.importing.samples}</th>
          </tr>
        </thead>
        <tbody>
          {table.columns.map((column, index) => (
            <tr key={index}>
              <th scope="row">{column.name}</th>
              <td>
                <select
                  aria-label={t.importing.holdsOf(column.name)}
                  value={held[index]}
                  disabled={busy}
                  onChange={(event) => setHeld(held.map((one, at) => (at === index ? event.target.value : one)))}
                >
                  {Object.entries<string>(t.importing.kinds).map(([kind, words]) => (
                    <option key={kind} value={kind}>
                      {words}
                    </option>
                  ))}
                </select>
              </td>
              <td>
                {column.samples.length > 0
                  ? column.samples.join(" · ")
                  : t.importing.hiddenSamples(format.number(column.filled))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {changed && (
        <div className={styles.columnsFoot}>
          <Button look="go" busy={busy} onClick={() => put({ table: { ...settings, columns: held } })}>
            {t.importing.useColumns}
          </Button>
        </div>
      )}
    </Card>
  );
}
