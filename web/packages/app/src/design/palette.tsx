import { Dialog as Base } from "@base-ui/react/dialog";
import { Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from "react";
import { usePreferences } from "../preferences/index.tsx";
import { Kbd } from "./kbd.tsx";
import styles from "./palette.module.css";

interface PaletteButtonProps {
  /** What stands in the bar. */
  children: ReactNode;
  /** The name of what opens. */
  label: string;
  /** The palette, made anew each time; `close` takes it away. */
  palette: (close: () => void) => ReactNode;
}

/** The field in the bar: opens a palette, as `/` and Ctrl K do. */
export function PaletteButton({ children, label, palette }: PaletteButtonProps) {
  const { preferences } = usePreferences();
  const [open, setOpen] = useState(false);
  // Each time it opens it is a new one: the last may still be on its way out, with what was typed into it.
  const [time, setTime] = useState(0);
  function show() {
    if (!open) setTime(time + 1);
    setOpen(true);
  }
  useEffect(() => {
    function onKeyDown(event: globalThis.KeyboardEvent) {
      const typing =
        event.target instanceof HTMLElement && event.target.matches("input, textarea, select, [contenteditable]");
      const control = event.key === "k" && (event.ctrlKey || event.metaKey);
      if (!control && (event.key !== "/" || typing || !preferences.shortcuts)) return;
      event.preventDefault();
      show();
    }
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  });
  return (
    <>
      <button type="button" className={styles.button} aria-keyshortcuts="Control+K /" onClick={show}>
        <Search aria-hidden />
        <span>{children}</span>
        <Kbd keys="Ctrl K" />
      </button>
      <Base.Root open={open} onOpenChange={setOpen}>
        <Base.Portal>
          <Base.Backdrop className={styles.backdrop} />
          <Base.Popup className={styles.popup} aria-label={label}>
            <div key={time} className={styles.inside}>
              {palette(() => setOpen(false))}
            </div>
          </Base.Popup>
        </Base.Portal>
      </Base.Root>
    </>
  );
}

/** One line of a palette. */
export interface PaletteLine {
  key: string;
  icon: ReactNode;
  name: string;
  /** More of it, or what it is. */
  note?: string;
  keys?: string;
}

interface PaletteProps<Line extends PaletteLine> {
  label: string;
  /** The name of the list. */
  found: string;
  placeholder?: string;
  typed: string;
  onType: (typed: string) => void;
  lines: Line[];
  onGo: (line: Line) => void;
  /** Enter with Shift, or where `lines` are still those of what was typed before: `true` where that did something. */
  onEnter?: (event: { shift: boolean; first: boolean }) => boolean;
  /** What is said where there is nothing. */
  none: string | null;
}

/** One field over lines: the arrows choose, Enter goes there, and the field keeps the keyboard. */
export function Palette<Line extends PaletteLine>(props: PaletteProps<Line>) {
  const { label, found, placeholder, typed, onType, lines, onGo, onEnter, none } = props;
  const base = useId();
  const [chosen, setChosen] = useState(0);
  const at = Math.min(chosen, lines.length - 1);

  function onKeyDown(event: KeyboardEvent) {
    const line = lines[at];
    if (event.key === "ArrowDown") setChosen(Math.min(at + 1, lines.length - 1));
    else if (event.key === "ArrowUp") setChosen(Math.max(at - 1, 0));
    else if (event.key !== "Enter") return;
    else if (onEnter?.({ shift: event.shiftKey, first: at <= 0 }) !== true && line !== undefined) onGo(line);
    event.preventDefault();
  }

  return (
    <>
      <div className={styles.field}>
        <Search aria-hidden />
        <input
          // biome-ignore lint/a11y/noAutofocus: it was opened to type into it
          autoFocus
          role="combobox"
          aria-label={label}
          aria-expanded={lines.length > 0}
          aria-controls={`${base}-lines`}
          aria-autocomplete="list"
          aria-activedescendant={lines.length > 0 ? `${base}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={typed}
          onChange={(event) => {
            onType(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={`${base}-lines`} role="listbox" aria-label={found} className={styles.lines}>
        {lines.map((line, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active line
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
          <div
            key={line.key}
            id={`${base}-${index}`}
            role="option"
            aria-selected={index === at}
            className={styles.line}
            onPointerMove={() => setChosen(index)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onGo(line)}
          >
            {line.icon}
            <b>{line.name}</b>
            {line.note !== undefined && <small>{line.note}</small>}
            {line.keys !== undefined && <Kbd keys={line.keys} />}
          </div>
        ))}
      </div>
      {none !== null && (
        <p className={styles.none} role="status">
          {none}
        </p>
      )}
    </>
  );
}
