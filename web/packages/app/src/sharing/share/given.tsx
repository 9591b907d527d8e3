import { useState } from "react";
import { Card } from "../../design/card.tsx";
import { useText } from "../../text/index.ts";
import { useGrants } from "../grants.ts";
import { ChangeDialog } from "./change.tsx";
import type { Shared } from "./draft.ts";
import { GivenLine } from "./given-line.tsx";
import { type GivenRow, rowsOf } from "./rows.ts";
import styles from "./share.module.css";

/** With whom some objects are shared by grants that the person may know of, and what can be done about it. */
export function Given({ database, objects }: { database: string; objects: Shared[] }) {
  const t = useText();
  const [changing, setChanging] = useState<GivenRow | null>(null);
  const grants = useGrants(
    database,
    objects.map(({ id }) => id),
  );
  if (grants.data === undefined) return null;
  const rows = rowsOf(grants.data, objects.length);
  return (
    <>
      <Card caption={t.sharing.sharedWith}>
        {rows.length === 0 ? (
          <p className={styles.nobody}>{t.sharing.sharedWithNobody}</p>
        ) : (
          rows.map((row) => (
            <GivenLine
              key={row.key}
              database={database}
              row={row}
              objects={objects.length}
              change={() => setChanging(row)}
            />
          ))
        )}
      </Card>
      {changing !== null && (
        <ChangeDialog database={database} row={changing} objects={objects} onClose={() => setChanging(null)} />
      )}
    </>
  );
}
