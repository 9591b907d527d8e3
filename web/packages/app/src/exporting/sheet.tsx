import { Printer, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { Button } from "../design/button.tsx";
import { useUser } from "../session/index.tsx";
import { useFormat } from "../text/format.ts";
import { useAllText } from "../text/index.ts";
import { useFieldTitle } from "../vault/details/field.tsx";
import { useEntryTypes } from "../vault/entry-types.ts";
import type { Printed, PrintedEntry } from "./gather.ts";
import styles from "./sheet.module.css";

/** What goes on paper, as it will look there. When the printing is over, the page forgets it. */
export function Sheet({ printed, title, onClose }: { printed: Printed; title: string; onClose: () => void }) {
  const t = useAllText();
  const format = useFormat();
  const user = useUser();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    document.documentElement.dataset.printing = "true";
    box.current?.focus();
    addEventListener("afterprint", onClose);
    return () => {
      delete document.documentElement.dataset.printing;
      removeEventListener("afterprint", onClose);
    };
  }, [onClose]);
  return createPortal(
    <div
      ref={box}
      className={styles.over}
      role="dialog"
      aria-modal
      aria-label={t.exporting.sheet}
      tabIndex={-1}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") onClose();
      }}
    >
      <header className={styles.bar}>
        <p>{t.exporting.sheetText}</p>
        <Button look="go" icon={<Printer aria-hidden />} onClick={() => print()}>
          {t.moving.print}
        </Button>
        <Button icon={<X aria-hidden />} onClick={onClose}>
          {t.everywhere.close}
        </Button>
      </header>
      <main className={styles.paper}>
        <h1>{title}</h1>
        <p className={styles.by}>
          {t.exporting.printedBy(user.full_name ?? user.username, format.dateTime(new Date().toISOString()))}
        </p>
        {printed.entries.map((one) => (
          <Entry key={one.entry.id} printed={one} />
        ))}
        {printed.leftOut.length > 0 && (
          <p className={styles.by}>{t.exporting.notPrinted(format.list(printed.leftOut))}</p>
        )}
      </main>
    </div>,
    document.body,
  );
}

function Entry({ printed: { entry, path, secrets } }: { printed: PrintedEntry }) {
  const types = useEntryTypes();
  const titleOf = useFieldTitle(types.data?.find((type) => type.name === entry.type));
  const fields = (entry.fields ?? [])
    .map((field) => ({ ...field, text: field.secret ? secrets[field.name] : field.value }))
    .filter(({ text }) => text != null && text !== "");
  return (
    <section className={styles.entry}>
      <h2>{entry.title}</h2>
      {path !== "" && <p className={styles.by}>{path}</p>}
      <dl>
        {fields.map((field) => (
          <div key={field.name}>
            <dt>{titleOf(field)}</dt>
            <dd data-secret={field.secret || undefined}>{field.text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
