import { Award, CalendarClock, Check, CircleAlert, Folder, Lock, LockKeyhole, Pencil, Star } from "lucide-react";
import { Tag } from "../../design/tag.tsx";
import { Picture } from "../../icons/picture.tsx";
import { Marked } from "../../searching/marked.tsx";
import { SealTag } from "../../sharing/seal/tag.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { useIsOwnLock } from "../locks/own.ts";
import styles from "./list.module.css";
import type { Shown } from "./source.ts";

const DAY = 86_400_000;

/** From so many days before its end on an entry says that it expires. */
const SOON = 30;

/** What a line shows: a sign, the title, what is below it, and one tag: the most important thing about its state. */
export function RowContent({ shown, picked = false }: { shown: Shown; picked?: boolean }) {
  const first = [...shown.title.trim()][0] ?? "?";
  return (
    <>
      <span className={styles.glyph} data-choose data-picked={picked || undefined} aria-hidden>
        {picked ? (
          <Check />
        ) : (
          <Picture name={shown.icon} instead={shown.folder ? <Folder /> : first.toLocaleUpperCase()} />
        )}
      </span>
      <span className={styles.words}>
        <b>
          <Marked text={shown.title} words={shown.marks} />
        </b>
        <Subtitle shown={shown} />
      </span>
      <span className={styles.state}>
        {shown.favourite && <Star className={styles.star} aria-hidden />}
        <StateTag shown={shown} />
      </span>
    </>
  );
}

/** What is plainly there needs no word; what was met elsewhere does. */
const SEEN = ["title", "username", "url"];

function Subtitle({ shown }: { shown: Shown }) {
  const t = useText();
  const format = useFormat();
  const elsewhere = (shown.matched ?? [])
    .filter((name) => !SEEN.includes(name))
    .map((name) => t.searching.matched[name] ?? t.vault.fields[name] ?? name);
  const met = elsewhere.length === 0 ? "" : t.searching.foundIn(format.list(elsewhere));
  const text = [shown.subtitle, met].filter((part) => part !== "").join(" · ");
  if (text === "") return null;
  return (
    <small>
      <Marked text={text} words={shown.marks} />
    </small>
  );
}

/** The one tag of a line: who edits before what is sealed before what expires before what is covered. */
export function StateTag({ shown }: { shown: Shown }) {
  const t = useText();
  const format = useFormat();
  const isOwn = useIsOwnLock();
  if (shown.lock !== null) {
    const { holder } = shown.lock;
    const own = isOwn(holder);
    const since = format.time(shown.lock.since);
    return (
      <Tag
        look="busy"
        icon={<Pencil aria-hidden />}
        title={own ? t.vault.youEditSince(since) : t.vault.editingSince(holder, since)}
      >
        {own ? t.vault.youEdit : t.vault.editing(holder)}
      </Tag>
    );
  }
  if (shown.seal !== null) return <SealTag seal={shown.seal} />;
  if (shown.sealedForOthers === true) {
    return (
      <Tag look="seal" icon={<Award aria-hidden />}>
        {t.sharing.sealedForOthers}
      </Tag>
    );
  }
  const days = (shown.validTo - Date.now()) / DAY;
  if (shown.validTo !== 0 && days < 0) {
    return (
      <Tag look="deny" icon={<CircleAlert aria-hidden />}>
        {t.vault.expired}
      </Tag>
    );
  }
  if (shown.validTo !== 0 && days < SOON) {
    return (
      <Tag icon={<CalendarClock aria-hidden />}>
        {t.vault.expires(format.relative(new Date(shown.validTo).toISOString()))}
      </Tag>
    );
  }
  if (shown.secondPassword) return <Tag icon={<LockKeyhole aria-hidden />}>{t.vault.secondPassword}</Tag>;
  if (!shown.folder && !shown.stub && !shown.rights.includes("read_entries")) {
    return <Tag icon={<Lock aria-hidden />}>{t.vault.useOnly}</Tag>;
  }
  const tag = shown.tags[0];
  return tag === undefined ? null : <Tag>{tag}</Tag>;
}
