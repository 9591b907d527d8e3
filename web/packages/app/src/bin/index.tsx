import type { BinItem, Database, PrincipalRef } from "@strongroom/client";
import { ArchiveRestore, FolderInput, Trash, Trash2 } from "lucide-react";
import { type KeyboardEvent, useMemo, useState } from "react";
import { knownCatalogue } from "../catalogue/index.ts";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { toast } from "../design/toast.tsx";
import { deleteObjects } from "../moving/calls.ts";
import { useNames } from "../server/names.ts";
import { useProblemText } from "../server/problem-text.ts";
import { type Format, useFormat } from "../text/format.ts";
import { type AllText, useAllText } from "../text/index.ts";
import { EntryList } from "../vault/list/index.tsx";
import { listSource, type Shown } from "../vault/list/source.ts";
import { ListHead } from "../vault/views/list-head.tsx";
import views from "../vault/views/views.module.css";
import styles from "./bin.module.css";
import { restore } from "./calls.ts";
import { useBin } from "./data.ts";
import { EmptyBin, Purge, RestoreTo } from "./dialogs.tsx";

/** What is needed to tell of an item. */
interface Telling {
  database: Database;
  t: AllText;
  format: Format;
  nameOf: (principal: PrincipalRef) => string;
}

/** Where it came from, who deleted it, when, and until when it is kept. */
function told(item: BinItem, { database, t, format, nameOf }: Telling): string {
  const from = item.from?.title ?? (item.needs_parent ? t.bin.fromNowhere : database.name);
  const when = format.relative(item.deleted_at);
  return [
    t.bin.from(from),
    item.deleted_by == null ? t.bin.deleted(when) : t.bin.deletedBy(nameOf(item.deleted_by), when),
    item.kept_until == null ? t.bin.keptForever : t.bin.keptUntil(format.date(item.kept_until)),
    item.below > 0 ? t.bin.below(format.number(item.below)) : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

function line(item: BinItem, telling: Telling): Shown {
  return {
    database: telling.database.id,
    id: item.id,
    title: item.title,
    subtitle: told(item, telling),
    folder: item.kind === "folder",
    stub: true,
    type: item.type ?? "",
    icon: "",
    revision: item.revision ?? 0,
    favourite: false,
    secondPassword: false,
    warning: false,
    validTo: 0,
    seal: null,
    lock: null,
    rights: item.rights,
    tags: [],
  };
}

type Asked = { kind: "to"; items: BinItem[] } | { kind: "purge"; item: BinItem } | { kind: "empty" };

/** What was deleted from a database, until it is gone for good: to be taken back, or to be purged. */
export function BinView({ database, onMenu }: { database: Database; onMenu: () => void }) {
  const t = useAllText();
  const format = useFormat();
  const say = useProblemText();
  const { items, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, error } = useBin(database.id);
  const [active, setActive] = useState<string | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<Asked | null>(null);
  const nameOf = useNames(items.map(({ deleted_by }) => deleted_by));
  const telling = useMemo(() => ({ database, t, format, nameOf }), [database, t, format, nameOf]);
  const source = useMemo(() => listSource(items.map((item) => line(item, telling))), [items, telling]);
  const picked = items.filter(({ id }) => (chosen.size > 0 ? chosen.has(id) : id === active));
  const [first] = picked;
  const mayRestore = first !== undefined && picked.every(({ rights }) => rights.includes("delete_entries"));
  const mayEmpty = database.rights.includes("grant_admin_rights");
  const mayPurge = first !== undefined && picked.length === 1 && mayRestore && mayEmpty;

  async function takeBack(these: BinItem[], parent?: string | null) {
    const back: BinItem[] = [];
    try {
      for (const item of these) {
        await restore(database.id, item.id, parent);
        back.push(item);
      }
    } finally {
      void knownCatalogue(database.id)?.refresh();
      setChosen(new Set());
      if (back.length > 0) {
        const ids = back.map(({ id }) => ({ id, revision: "*" as const }));
        const run = () =>
          void deleteObjects(database.id, ids).catch((problem) => toast({ text: say(problem), look: "bad" }));
        const text = t.bin.restored(format.number(back.length), back[0]?.title ?? "", back.length === 1);
        toast({ text, action: { label: t.everywhere.undo, run } });
      }
    }
  }
  function restorePicked() {
    if (!mayRestore) return;
    if (picked.some((item) => item.needs_parent)) setAsked({ kind: "to", items: picked });
    else void takeBack(picked).catch((problem) => toast({ text: say(problem), look: "bad" }));
  }
  function onKey(event: KeyboardEvent): boolean {
    if (event.key !== "Delete" || first === undefined || !mayPurge) return false;
    setAsked({ kind: "purge", item: first });
    return true;
  }

  return (
    <section className={views.pane} aria-label={t.vault.bin}>
      <ListHead title={t.vault.bin} sub={items.length === 0 ? undefined : t.bin.of(database.name)} onMenu={onMenu}>
        {mayEmpty && items.length > 0 && (
          <Button look="plain" icon={<Trash2 aria-hidden />} onClick={() => setAsked({ kind: "empty" })}>
            {t.bin.empty}
          </Button>
        )}
      </ListHead>
      {items.length > 0 && (
        <div className={styles.acts} role="toolbar" aria-label={t.bin.withPicked}>
          <Button look="go" icon={<ArchiveRestore aria-hidden />} disabled={!mayRestore} onClick={restorePicked}>
            {t.bin.restore}
          </Button>
          <Button
            icon={<FolderInput aria-hidden />}
            disabled={!mayRestore}
            onClick={() => setAsked({ kind: "to", items: picked })}
          >
            {t.bin.restoreTo}
          </Button>
          <Button
            look="plain"
            icon={<Trash aria-hidden />}
            disabled={!mayPurge}
            onClick={() => first !== undefined && setAsked({ kind: "purge", item: first })}
          >
            {t.bin.purge}
          </Button>
          <p className={styles.told}>
            {first === undefined
              ? t.bin.hint
              : picked.length === 1
                ? told(first, telling)
                : t.moving.chosen(format.number(picked.length))}
          </p>
        </div>
      )}
      <div className={views.list}>
        <EntryList
          label={t.vault.bin}
          source={source}
          active={active}
          chosen={chosen}
          onActive={(shown) => setActive(shown.id)}
          onChoose={setChosen}
          onOpen={restorePicked}
          onKey={onKey}
          onEnd={() => {
            if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
          }}
          empty={
            error !== null ? (
              <Empty icon={<Trash2 aria-hidden />} title={say(error)} />
            ) : isPending ? null : (
              <Empty icon={<Trash2 aria-hidden />} title={t.bin.nothing} text={t.bin.nothingText} />
            )
          }
        />
      </div>
      {asked?.kind === "to" && (
        <RestoreTo
          database={database}
          title={
            asked.items.length === 1
              ? (asked.items[0]?.title ?? "")
              : t.moving.chosen(format.number(asked.items.length))
          }
          submit={(folder) => takeBack(asked.items, folder)}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.kind === "purge" && <Purge database={database} item={asked.item} onClose={() => setAsked(null)} />}
      {asked?.kind === "empty" && <EmptyBin database={database} onClose={() => setAsked(null)} />}
    </section>
  );
}
