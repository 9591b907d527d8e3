import { Folder, KeySquare } from "lucide-react";
import { useMemo } from "react";
import { type Catalogue, useCatalogue } from "../../catalogue/index.ts";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import styles from "./cover.module.css";
import type { Holder } from "./holder.ts";

/** So many titles are listed; the rest is a number. */
const LISTED = 100;

function below(catalogue: Catalogue, row: number): number[] {
  const found: number[] = [];
  const open = [row];
  while (open.length > 0) {
    for (const child of catalogue.children(open.pop() ?? -1, "name")) {
      found.push(child);
      if (catalogue.item(child).folder) open.push(child);
    }
  }
  return found;
}

/** What a second password of this holder protects, as far as the person sees it. */
export function CoveredList({ holder }: { holder: Holder }) {
  const t = useText();
  const format = useFormat();
  const catalogue = useCatalogue(holder.database);
  const { version } = catalogue;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for what is in the catalogue
  const rows = useMemo(() => {
    const row = catalogue.row(holder.id);
    return holder.id === null || (holder.kind === "folder" && row >= 0) ? below(catalogue, row) : [];
  }, [catalogue, version, holder.id, holder.kind]);
  if (holder.kind === "entry") return <p>{t.secondPassword.coversOnly}</p>;
  if (rows.length === 0) {
    return <p>{holder.id === null ? t.secondPassword.coversDatabase : t.secondPassword.coversFolder}</p>;
  }
  return (
    <section
      className={styles.covers}
      aria-label={t.secondPassword.covers(format.number(rows.length), rows.length === 1)}
    >
      <p>{t.secondPassword.covers(format.number(rows.length), rows.length === 1)}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
      <ul tabIndex={0}>
        {rows.slice(0, LISTED).map((row) => {
          const { id, title, folder } = catalogue.item(row);
          return (
            <li key={id}>
              {folder ? <Folder aria-hidden /> : <KeySquare aria-hidden />}
              <bdi>{title}</bdi>
            </li>
          );
        })}
        {rows.length > LISTED && <li>{t.secondPassword.more(format.number(rows.length - LISTED))}</li>}
      </ul>
    </section>
  );
}
