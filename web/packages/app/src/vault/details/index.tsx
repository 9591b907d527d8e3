import type { ObjectAnswer } from "@strongroom/client";
import { CircleAlert, Info, KeySquare, Pencil, ShieldQuestion } from "lucide-react";
import { lazy, Suspense } from "react";
import { useCatalogue } from "../../catalogue/index.ts";
import { Card } from "../../design/card.tsx";
import { Empty } from "../../design/empty.tsx";
import { Skeleton } from "../../design/skeleton.tsx";
import { Picture } from "../../icons/picture.tsx";
import { useName } from "../../server/names.ts";
import { AccessList } from "../../sharing/access-list.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { DropPane } from "../attachments/drop-pane.tsx";
import { Attachments } from "../attachments/index.tsx";
import { useDatabases } from "../databases.ts";
import { DraftOf } from "../editor/draft-notice.tsx";
import { useEntry } from "../entry.ts";
import { useEntryTypes } from "../entry-types.ts";
import { HistoryLink } from "../history/link.tsx";
import { useIsOwnLock } from "../locks/own.ts";

import { useLockTold } from "../locks/tell-lock.ts";
import { useDetailsKeys } from "../views/details-keys.ts";

import { About } from "./about.tsx";

import { EntryActions } from "./actions.tsx";
import styles from "./details.module.css";
import { FieldRow, useFieldTitle } from "./field.tsx";

const SealPanel = lazy(() => import("../../sharing/seal/panel.tsx").then((module) => ({ default: module.SealPanel })));

/** The pane at the right: one entry with everything that may be done with it. */
export function Details({ database, id }: { database: string; id: string }) {
  const t = useText();
  const entry = useEntry(database, id);
  if (entry.data === undefined) return <DetailsSkeleton />;
  if (entry.data === null) {
    return <Empty icon={<ShieldQuestion aria-hidden />} title={t.vault.notThere} text={t.vault.goneText} />;
  }
  return <EntryDetails key={id} entry={entry.data} />;
}

/** The places of what is being asked for. */
function DetailsSkeleton() {
  return (
    <div className={styles.details} aria-busy="true">
      <div className={styles.heading}>
        <span className={styles.glyph} aria-hidden />
        <Skeleton lines={2} bare />
      </div>
      <Skeleton lines={4} />
      <Skeleton lines={2} />
    </div>
  );
}

/** What the pane shows while nothing is open. */
export function NoDetails() {
  const t = useText();
  return <Empty icon={<KeySquare aria-hidden />} title={t.vault.noneOpen} text={t.vault.noneOpenText} />;
}

function EntryDetails({ entry }: { entry: ObjectAnswer }) {
  const shared = useDatabases().data?.find(({ id }) => id === entry.database)?.kind === "standard";
  return (
    <DropPane entry={entry} className={styles.details} onKeyDown={useDetailsKeys(entry)}>
      <Heading entry={entry} />
      <EntryActions entry={entry} />
      <DraftOf entry={entry} />
      <Banners entry={entry} />
      {entry.seal != null && (
        <Suspense fallback={<Skeleton lines={3} />}>
          <SealPanel database={entry.database} object={entry.id} seal={entry.seal} />
        </Suspense>
      )}
      <Fields entry={entry} />
      <About entry={entry} />
      <Attachments entry={entry} />
      {shared && (
        <AccessList database={entry.database} object={entry.id} reads={entry.rights.includes("read_entries")} />
      )}
      <HistoryLink entry={entry} />
    </DropPane>
  );
}

function Heading({ entry }: { entry: ObjectAnswer }) {
  const t = useText();
  const format = useFormat();
  const catalogue = useCatalogue(entry.database);
  const who = useName(entry.modified_by);
  const path = catalogue.path(catalogue.row(entry.parent ?? null)).map((row) => catalogue.item(row).title);
  const when = entry.modified_at == null ? null : format.relative(entry.modified_at);
  const changed = when === null ? null : who === undefined ? t.vault.changedAt(when) : t.vault.changedBy(who, when);
  return (
    <header className={styles.heading}>
      <span className={styles.glyph} aria-hidden>
        <Picture name={entry.icon ?? ""} instead={([...entry.title.trim()][0] ?? "?").toLocaleUpperCase()} />
      </span>
      <div>
        <h2 title={entry.title}>{entry.title}</h2>
        <p>{[path.join(" / "), changed].filter(Boolean).join(" · ")}</p>
      </div>
    </header>
  );
}

function Banners({ entry }: { entry: ObjectAnswer }) {
  const t = useText();
  const format = useFormat();
  const isOwn = useIsOwnLock();
  useLockTold(entry);
  const useOnly = entry.kind === "entry" && entry.seal == null && !entry.rights.includes("read_entries");
  return (
    <>
      {entry.lock != null && (
        <p className={styles.banner} data-look="busy">
          <Pencil aria-hidden />
          {isOwn(entry.lock.holder)
            ? t.vault.youEditSince(format.time(entry.lock.since))
            : t.vault.editingSince(entry.lock.holder, format.time(entry.lock.since))}
        </p>
      )}
      {entry.warning != null && (
        <p className={styles.banner} data-look="seal">
          <CircleAlert aria-hidden />
          {entry.warning.text}
        </p>
      )}
      {useOnly && (
        <p className={styles.banner}>
          <Info aria-hidden />
          {t.vault.useOnlyText}
        </p>
      )}
    </>
  );
}

function Fields({ entry }: { entry: ObjectAnswer }) {
  const types = useEntryTypes();
  const titleOf = useFieldTitle(types.data?.find((type) => type.name === entry.type));
  const fields = entry.fields ?? [];
  if (fields.length === 0) return null;
  return (
    <Card>
      <dl className={styles.fields}>
        {fields.map((field) => (
          <FieldRow key={field.name} entry={entry} field={field} title={titleOf(field)} />
        ))}
      </dl>
    </Card>
  );
}
