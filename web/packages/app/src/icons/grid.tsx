import { CircleOff, Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useAllText } from "../text/index.ts";
import styles from "./icons.module.css";
import { type IconName, SET } from "./set.ts";

interface Props {
  /** The name of the icon that is chosen; empty: none. */
  value: string;
  onPick: (name: string) => void;
}

const NAMES = Object.keys(SET) as IconName[];

/** How many options stand in the first line: as many as there is room for. */
function columns(list: HTMLElement | null): number {
  const options = [...(list?.children ?? [])] as HTMLElement[];
  const top = options[0]?.offsetTop;
  return Math.max(1, options.filter((option) => option.offsetTop === top).length);
}

/** All icons, found by their names: the field keeps the keyboard, the arrows go over the icons, Enter takes one. */
export function IconGrid({ value, onPick }: Props) {
  const t = useAllText().icons;
  const base = useId();
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState("");
  const words = typed.trim().toLocaleLowerCase();
  const found = NAMES.filter((name) => `${t.names[name]} ${name}`.toLocaleLowerCase().includes(words));
  const options: (IconName | "")[] = words === "" ? ["", ...found] : found;
  const [at, setAt] = useState(() => Math.max(0, options.indexOf(value as IconName)));
  const active = Math.min(at, options.length - 1);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);

  function onKeyDown(event: KeyboardEvent) {
    const line = columns(list.current);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: line, ArrowUp: -line }[event.key];
    if (step !== undefined) setAt(Math.max(0, Math.min(options.length - 1, active + step)));
    else if (event.key !== "Enter") return;
    else if (options[active] !== undefined) onPick(options[active]);
    event.preventDefault();
  }

  return (
    <div className={styles.picker}>
      <div className={styles.find}>
        <Search aria-hidden />
        <input
          // biome-ignore lint/a11y/noAutofocus: it was opened to choose one
          autoFocus
          role="combobox"
          aria-label={t.search}
          placeholder={t.search}
          aria-expanded={options.length > 0}
          aria-controls={`${base}-icons`}
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 ? `${base}-${active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div ref={list} id={`${base}-icons`} role="listbox" aria-label={t.all} className={styles.grid}>
        {options.map((name, index) => {
          const Icon = name === "" ? CircleOff : SET[name];
          const label = name === "" ? t.usual : t.names[name];
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active one
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
            <div
              key={name}
              id={`${base}-${index}`}
              role="option"
              aria-selected={name === value}
              aria-label={label}
              title={label}
              data-active={index === active || undefined}
              className={styles.icon}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onPick(name)}
            >
              <Icon aria-hidden />
            </div>
          );
        })}
      </div>
      <p className={styles.told} role="status">
        {options.length === 0 ? t.nothing : active >= 0 && nameOf(options[active], t)}
      </p>
    </div>
  );
}

function nameOf(name: IconName | "" | undefined, t: { usual: string; names: Record<IconName, string> }): string {
  return name === undefined || name === "" ? t.usual : t.names[name];
}
