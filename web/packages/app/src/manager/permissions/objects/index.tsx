import type { Decision, Look, ObjectLook } from "@strongroom/client";
import { FolderTree, Search } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { Button } from "../../../design/button.tsx";
import { classes } from "../../../design/classes.ts";
import { Empty } from "../../../design/empty.tsx";
import { useNarrow } from "../../../design/narrow.ts";
import { Split } from "../../../design/split.tsx";
import { useFormat } from "../../../text/format.ts";
import { useAllText } from "../../../text/index.ts";
import type { Draft } from "../draft.ts";
import { addressOf } from "../reason.ts";
import styles from "./objects.module.css";
import { countSeen, type Objects } from "./objects.ts";
import { ObjectRights } from "./rights.tsx";
import { RightsTree } from "./tree.tsx";

export interface ObjectsProps {
  db: string;
  principal: string;
  objects: Objects;
  looks: ReadonlyMap<string, ObjectLook>;
  database: Look;
  object: string | null;
  draft: Draft;
  edit: (change: (draft: Draft) => Draft) => void;
  rights: Record<string, Decision> | undefined;
  saved: Record<string, Decision> | undefined;
}

/** The tab *Entries and folders*: how far somebody gets, and what is set on the object that is chosen. */
export function ObjectsTab(props: ObjectsProps) {
  const { db, principal, objects, looks, database, object, draft } = props;
  const t = useAllText().permissionsScreen;
  const format = useFormat();
  const narrow = useNarrow();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState("");
  const [finding, setFinding] = useState(false);
  const query = useDeferredValue(typed.trim());
  const edited = useMemo(() => new Set([...Object.keys(draft.rules), ...Object.keys(draft.inheritance)]), [draft]);
  const seen = useMemo(() => countSeen(objects, looks, database), [objects, looks, database]);
  if (objects.byId.size === 0) {
    return <Empty icon={<FolderTree aria-hidden />} title={t.treeEmpty} text={t.treeEmptyText} />;
  }
  const known = object !== null && objects.byId.has(object) ? object : null;
  const tree = (
    <div className={classes(styles.side, narrow && styles.above)}>
      <div className={styles.find}>
        <Search aria-hidden />
        <input
          type="search"
          aria-label={t.findObject}
          placeholder={t.findObject}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <p className={styles.sees} role="status">
        {t.sees(format.number(seen), format.number(objects.byId.size))}
      </p>
      <div className={styles.tree}>
        <RightsTree
          objects={objects}
          looks={looks}
          database={database}
          edited={edited}
          current={known}
          query={query}
          onChoose={(id) => {
            setFinding(false);
            navigate(addressOf(db, principal, id));
          }}
        />
      </div>
    </div>
  );
  const rights =
    known === null ? (
      <Empty icon={<FolderTree aria-hidden />} title={t.chooseObject} text={t.setOnDatabase} />
    ) : (
      <ObjectRights key={known} {...props} object={known} />
    );
  return (
    <div className={narrow ? styles.stack : styles.beside}>
      <Split
        name="permissions-tree"
        label={t.tree}
        side="start"
        standard={256}
        least={200}
        most={520}
        shows={narrow ? "stacked" : "both"}
      >
        {narrow && known !== null && !finding ? (
          <div className={styles.other}>
            <Button icon={<FolderTree aria-hidden />} aria-expanded={false} onClick={() => setFinding(true)}>
              {t.otherObject}
            </Button>
          </div>
        ) : (
          tree
        )}
        <div className={narrow ? undefined : styles.scroll}>{rights}</div>
      </Split>
    </div>
  );
}
