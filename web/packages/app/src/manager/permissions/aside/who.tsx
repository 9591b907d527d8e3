import type { Access } from "@strongroom/client";
import { useState } from "react";
import { Button } from "../../../design/button.tsx";
import { Card } from "../../../design/card.tsx";
import { Dialog } from "../../../design/dialog.tsx";
import { Face } from "../../../design/face.tsx";
import { Table } from "../../../design/table.tsx";
import { useNames } from "../../../server/names.ts";
import { useFormat } from "../../../text/format.ts";
import { useAllText } from "../../../text/index.ts";
import { useWho } from "../data.ts";
import { reasonOf, said } from "../reason.ts";
import styles from "./aside.module.css";
import { usePermissionList } from "./list.ts";
import who from "./who.module.css";

const SHOWN = 5;

/** Who can open an object, and why. */
export function WhoCard({ db, object, title }: { db: string; object: string; title: string }) {
  const t = useAllText();
  const words = t.permissionsScreen;
  const format = useFormat();
  const list = usePermissionList();
  const [all, setAll] = useState(false);
  const people = useWho(db, object);
  const nameOf = useNames(people.data?.map(({ user }) => user) ?? []);
  if (people.data === undefined) return null;
  const items = people.data;
  // A rule for the person themselves needs no name: it stands beside it.
  const reader = (one: Access) => ({ db, principal: one.user.id, object, isFolder: () => true });
  const why = (one: Access) => (one.because == null ? "" : said([reasonOf(one.because, reader(one), t)]));
  return (
    <Card
      caption={words.whoTitle}
      action={<small className={styles.names}>{words.whoCount(format.number(items.length), items.length === 1)}</small>}
    >
      {items.length === 0 && <p className={styles.line}>{words.whoNobody}</p>}
      {items.slice(0, SHOWN).map((one) => (
        <div key={one.user.id} className={styles.line}>
          <Face name={nameOf(one.user)} />
          <div>
            {nameOf(one.user)}
            <p className={styles.names}>{why(one)}</p>
          </div>
        </div>
      ))}
      {items.length > SHOWN && (
        <div className={styles.line}>
          <Button onClick={() => setAll(true)}>{words.whoAll}</Button>
        </div>
      )}
      <Dialog
        open={all}
        onClose={() => setAll(false)}
        title={words.whoDialog(title)}
        text={words.whoSaved}
        size="large"
      >
        <div className={who.table}>
          <Table
            label={words.whoDialog(title)}
            rows={items}
            keyOf={(one) => one.user.id}
            nameOf={(one) => nameOf(one.user)}
            columns={[
              { id: "name", label: words.columnName, width: "minmax(120px, 1fr)", cell: (one) => nameOf(one.user) },
              {
                id: "can",
                label: words.columnCan,
                width: "minmax(160px, 2fr)",
                cell: (one) => list(one.permissions ?? []),
              },
              { id: "why", label: words.columnWhy, width: "minmax(140px, 2fr)", cell: why, wide: true },
            ]}
          />
        </div>
      </Dialog>
    </Card>
  );
}
