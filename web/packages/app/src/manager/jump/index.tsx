import { Dialog as Base } from "@base-ui/react/dialog";
import { Search } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useState } from "react";
import { useLocation } from "wouter";
import { Kbd } from "../../design/kbd.tsx";
import { useText } from "../../text/index.ts";
import { useGoals } from "./goals.tsx";
import styles from "./jump.module.css";

/** The field in the bar: finds people, groups, databases, pages and events, as `/` and Ctrl K do. */
export function Jump() {
  const t = useText();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    function onKeyDown(event: globalThis.KeyboardEvent) {
      const typing =
        event.target instanceof HTMLElement && event.target.matches("input, textarea, select, [contenteditable]");
      if ((event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing)) {
        event.preventDefault();
        setOpen(true);
      }
    }
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <>
      <button type="button" className={styles.button} aria-keyshortcuts="Control+K /" onClick={() => setOpen(true)}>
        <Search aria-hidden />
        <span>{t.manager.jump.field}</span>
        <Kbd keys="Ctrl K" />
      </button>
      <Base.Root open={open} onOpenChange={setOpen}>
        <Base.Portal>
          <Base.Backdrop className={styles.backdrop} />
          <Base.Popup className={styles.popup} aria-label={t.manager.jump.field}>
            <Palette close={() => setOpen(false)} />
          </Base.Popup>
        </Base.Portal>
      </Base.Root>
    </>
  );
}

function Palette({ close }: { close: () => void }) {
  const t = useText();
  const list = useId();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const q = useDeferredValue(typed);
  const goals = useGoals(q);
  const at = Math.min(active, goals.length - 1);

  function go(index: number) {
    const goal = goals[index];
    if (goal === undefined) return;
    close();
    navigate(goal.href);
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "ArrowDown") setActive(Math.min(goals.length - 1, at + 1));
    else if (event.key === "ArrowUp") setActive(Math.max(0, at - 1));
    else if (event.key === "Enter") go(at);
    else return;
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
          aria-label={t.manager.jump.field}
          aria-expanded={goals.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={goals.length > 0 ? `${list}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={t.manager.jump.field}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={list} role="listbox" aria-label={t.manager.jump.found} className={styles.list}>
        {goals.map((goal, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active line
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
          <div
            key={goal.href}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === at}
            className={styles.goal}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => go(index)}
          >
            {goal.icon}
            <span className={styles.name}>{goal.name}</span>
            <small>{goal.kind}</small>
          </div>
        ))}
      </div>
      {goals.length === 0 && (
        <p className={styles.none} role="status">
          {t.manager.nothingFound(q)}
        </p>
      )}
    </>
  );
}
