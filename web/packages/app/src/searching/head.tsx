import { CircleHelp, PanelLeft, Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useCatalogue } from "../catalogue/index.ts";
import { Button, IconButton } from "../design/button.tsx";
import { useNarrow } from "../design/narrow.ts";
import { useText } from "../text/index.ts";
import { useDatabases } from "../vault/databases.ts";
import { type Place, useGo, type View } from "../vault/place.ts";
import { Operators } from "./operators.tsx";
import styles from "./searching.module.css";

/** How long nobody types before the address follows, in milliseconds. */
const RESTS = 200;

interface Props {
  view: Extract<View, { kind: "search" }>;
  entry: Place["entry"];
  /** What was not searched, in words. */
  sub?: string | undefined;
  onMenu: () => void;
}

/** The field of the search page, where it looks, and what can be typed. The address holds all of it. */
export function SearchHead({ view, entry, sub, onMenu }: Props) {
  const t = useText();
  const go = useGo();
  const narrow = useNarrow();
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [text, setText] = useState(view.query);
  const [sent, setSent] = useState(view.query);
  const [help, setHelp] = useState(false);
  // Back, or a link, brought another search.
  if (view.query !== sent) {
    setSent(view.query);
    setText(view.query);
  }
  const [begins] = useState(entry === null);
  useEffect(() => {
    if (begins) field.current?.focus();
    return () => clearTimeout(timer.current);
  }, [begins]);

  function type(next: string) {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setSent(next);
      go({ view: { ...view, query: next }, entry: null }, { replace: true });
    }, RESTS);
  }
  return (
    <header className={styles.head}>
      <div className={styles.line}>
        {narrow && (
          <IconButton label={t.vault.menu} onClick={onMenu}>
            <PanelLeft aria-hidden />
          </IconButton>
        )}
        <search className={styles.field}>
          <Search aria-hidden />
          <input
            ref={field}
            type="search"
            aria-label={t.searching.field}
            placeholder={t.searching.field}
            spellCheck={false}
            autoComplete="off"
            value={text}
            onChange={(event) => type(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "ArrowDown") return;
              event.preventDefault();
              document.querySelector<HTMLElement>("main section [role='listbox']")?.focus();
            }}
          />
        </search>
        <IconButton label={t.searching.help} aria-expanded={help} aria-pressed={help} onClick={() => setHelp(!help)}>
          <CircleHelp aria-hidden />
        </IconButton>
      </div>
      {(view.database !== undefined || sub !== undefined) && (
        <div className={styles.line}>
          {view.database !== undefined && <Where view={view} database={view.database} />}
          {sub !== undefined && <span className={styles.sub}>{sub}</span>}
        </div>
      )}
      {help && <Operators onPick={(example) => type(`${text.trim()} ${example}`.trim())} />}
    </header>
  );
}

/** Where the search looks, and the way to look everywhere. */
function Where({ view, database }: { view: Props["view"]; database: string }) {
  const t = useText();
  const go = useGo();
  const catalogue = useCatalogue(database);
  const name = useDatabases().data?.find(({ id }) => id === database)?.name ?? "";
  const path = catalogue.path(catalogue.row(view.folder ?? null)).map((row) => catalogue.item(row).title);
  return (
    <>
      <span className={styles.sub}>{t.searching.within([name, ...path].join(" / "))}</span>
      <Button
        look="plain"
        icon={<X aria-hidden />}
        onClick={() => go({ view: { kind: "search", query: view.query }, entry: null }, { replace: true })}
      >
        {t.searching.everywhere}
      </Button>
    </>
  );
}
