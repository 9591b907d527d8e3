import { X } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { IconButton } from "../../design/button.tsx";
import { useText } from "../../text/index.ts";
import styles from "./editor.module.css";

interface Props {
  tags: string[];
  error?: string | undefined;
  onChange: (tags: string[]) => void;
}

/** Tags as chips: Enter or a comma ends one, Backspace in the empty field takes the last one away. */
export function TagsField({ tags, error, onChange }: Props) {
  const t = useText();
  const id = useId();
  const [text, setText] = useState("");

  function add(words: string) {
    const fresh = words
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== "" && !tags.includes(word));
    setText("");
    if (fresh.length > 0) onChange([...tags, ...new Set(fresh)]);
  }
  function onKeyDown(event: KeyboardEvent) {
    if ((event.key === "Enter" || event.key === ",") && text.trim() !== "") add(text);
    else if (event.key === "Backspace" && text === "" && tags.length > 0) onChange(tags.slice(0, -1));
    else return;
    event.preventDefault();
  }

  return (
    <div className={styles.labelled}>
      <label htmlFor={id}>{t.editor.tags}</label>
      <div className={styles.chips}>
        {tags.map((tag) => (
          <span key={tag} className={styles.chip}>
            <bdi>{tag}</bdi>
            <IconButton
              label={`${t.everywhere.remove}: ${tag}`}
              onClick={() => onChange(tags.filter((one) => one !== tag))}
            >
              <X aria-hidden />
            </IconButton>
          </span>
        ))}
        <input
          id={id}
          value={text}
          autoComplete="off"
          aria-describedby={`${id}-note`}
          aria-invalid={error !== undefined}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={() => add(text)}
        />
      </div>
      <small id={`${id}-note`} role={error === undefined ? undefined : "alert"} data-error={error !== undefined}>
        {error ?? t.editor.tagsHint}
      </small>
    </div>
  );
}
