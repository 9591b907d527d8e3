import type { Assignment, ObjectLook } from "@strongroom/client";
import { UserX } from "lucide-react";
import { useMemo } from "react";
import { Empty } from "../../design/empty.tsx";
import { useNarrow } from "../../design/narrow.ts";
import { Split } from "../../design/split.tsx";
import { Tabs } from "../../design/tabs.tsx";
import { Tag } from "../../design/tag.tsx";
import { useNames } from "../../server/names.ts";
import { useAllText } from "../../text/index.ts";
import { Aside } from "./aside/index.tsx";
import { useGrants, useObjects, usePreview, usePrincipal, useReach } from "./data.ts";
import { changesOf, useDraft } from "./draft.ts";
import { Frame } from "./frame.tsx";
import { General } from "./general.tsx";
import { ObjectsTab } from "./objects/index.tsx";
import { isWrong } from "./period.tsx";
import { placeOf } from "./place.ts";
import styles from "./principal.module.css";
import { PrincipalBar } from "./principal-bar.tsx";
import { SaveBar } from "./save-bar.tsx";
import { SealedTab } from "./sealed/index.tsx";

interface PageProps {
  db: string;
  database: string;
  assignments: Assignment[];
  principal: string;
  tab: string;
  object: string | null;
}

const NO_LOOKS: ReadonlyMap<string, ObjectLook> = new Map();

/** The rights of one person or group in a database. */
export function PrincipalPage({ db, database, assignments, principal: id, tab, object }: PageProps) {
  const t = useAllText().permissionsScreen;
  const narrow = useNarrow();
  const assignment = assignments.find((one) => one.principal.id === id);
  const grants = useGrants(db);
  const known = assignment?.principal ?? grants.data?.find((one) => one.grantee?.id === id)?.grantee ?? undefined;
  const asked = usePrincipal(id, known);
  const nameOf = useNames([asked.data]);
  const found = asked.data == null ? asked.data : { ...asked.data, name: nameOf(asked.data) };
  const objects = useObjects(db);
  const reach = useReach(db, id);
  const { draft, edit, discard } = useDraft(db, id);
  const changes = useMemo(() => changesOf(draft, id), [draft, id]);
  const on = tab === "objects" ? object : null;
  const period = draft.place?.now;
  // What can not be is asked of nobody: the field says what is wrong, and the server would say it once more.
  const possible = period == null || !isWrong(period.from, period.to);
  const there = found != null;
  const preview = usePreview(
    db,
    changes,
    { principal: id, object: on, permission: "access_entries" },
    there && possible,
  );
  const saved = usePreview(db, [], { principal: id, object: on, permission: "access_entries" }, there);
  const looks = useMemo(() => {
    if (reach.data === undefined) return NO_LOOKS;
    const merged = new Map(reach.data);
    for (const item of preview.data?.reach?.items ?? []) merged.set(item.object, item);
    return merged;
  }, [reach.data, preview.data]);
  const base = `/manager/databases/${db}/permissions`;
  const above = [
    { href: "/manager/databases", label: t.databases },
    { href: `/manager/databases/${db}`, label: database },
    { href: base, label: t.title },
  ];
  if (found === null) {
    return (
      <Frame title={t.unknown} above={above}>
        <Empty icon={<UserX aria-hidden />} title={t.unknown} text={t.unknownText} />
      </Frame>
    );
  }
  if (found === undefined) return null;
  const place = placeOf(assignment);
  const theirs = grants.data?.filter((grant) => grant.grantee?.id === id) ?? [];
  const sealed = theirs.filter((grant) => grant.seal != null && grant.seal.state !== "unsealed").length;
  // An answer about another object is no answer about this one; what is known of it comes in a moment.
  const rights = (aboutThis(preview.data?.rights, on) ?? aboutThis(saved.data?.rights, on))?.permissions;
  const before = aboutThis(saved.data?.rights, on)?.permissions;
  const shared = { db, principal: id, draft, edit, rights, saved: before };
  const isFolder = (one: string) => objects.data?.byId.get(one)?.folder === true;
  const content = (
    <div className={styles.content}>
      {tab === "sealed" ? (
        <SealedTab db={db} grants={theirs} />
      ) : tab === "objects" ? (
        objects.data !== undefined && (
          <ObjectsTab
            {...shared}
            objects={objects.data}
            looks={looks}
            database={(preview.data ?? saved.data)?.reach?.at_database ?? "not_granted"}
            object={object}
          />
        )
      ) : (
        <General {...shared} database={database} place={place} isFolder={isFolder} />
      )}
    </div>
  );
  const main = (
    <div className={styles.main}>
      <PrincipalBar db={db} principal={found} assignment={assignment} />
      <Tabs
        label={t.tabs}
        tabs={[
          { href: `${base}/${id}/general`, label: t.tabGeneral },
          { href: `${base}/${id}/objects`, label: t.tabObjects },
          {
            href: `${base}/${id}/sealed`,
            label: t.tabSealed,
            end: sealed > 0 ? <Tag look="seal">{sealed}</Tag> : undefined,
          },
        ]}
      />
      {content}
      <SaveBar db={db} database={database} principal={found} draft={draft} discard={discard} preview={preview} />
    </div>
  );
  const aside = (
    <Aside
      db={db}
      database={database}
      principal={found}
      object={on}
      objects={objects.data}
      changes={changes}
      preview={preview}
      sealed={sealed}
    />
  );
  return (
    <Frame title={found.name} above={above}>
      <div className={narrow ? styles.stack : styles.panes}>
        <Split
          name="permissions-aside"
          label={t.effectsTitle}
          side="end"
          standard={310}
          least={240}
          most={520}
          shows={narrow ? "stacked" : "both"}
        >
          {main}
          {aside}
        </Split>
      </div>
    </Frame>
  );
}

function aboutThis<T extends { object?: string | null }>(rights: T | null | undefined, on: string | null) {
  return rights != null && (rights.object ?? null) === on ? rights : undefined;
}
