import { Search, X } from "lucide-react";
import { IconButton } from "../../design/button.tsx";
import { TextField } from "../../design/field.tsx";
import { useAllText } from "../../text/index.ts";
import styles from "./search.module.css";

/** Narrows the list below it while one types. */
export function SearchLine(props: { label: string; value: string; onChange: (value: string) => void }) {
  const { label, value, onChange } = props;
  const t = useAllText();
  return (
    <search className={styles.search}>
      <Search aria-hidden />
      <TextField
        label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        end={
          value !== "" && (
            <IconButton label={t.manager.clearSearch} onClick={() => onChange("")}>
              <X aria-hidden />
            </IconButton>
          )
        }
      />
    </search>
  );
}

/** Whether one of the words holds `q`, whatever its case and accents. */
export function holds(q: string, ...words: (string | null | undefined)[]): boolean {
  const wanted = fold(q.trim());
  return wanted === "" || words.some((word) => word != null && fold(word).includes(wanted));
}

function fold(word: string): string {
  return word.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ß", "ss").toLowerCase();
}
