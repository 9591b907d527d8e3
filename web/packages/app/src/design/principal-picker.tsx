import type { PrincipalRef } from "@strongroom/client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useId, useState } from "react";
import { api } from "../server/index.ts";
import { called } from "../server/names.ts";
import { useProblemText } from "../server/problem-text.ts";
import { useText } from "../text/index.ts";
import { IconButton } from "./button.tsx";
import { Face } from "./face.tsx";
import { TextField } from "./field.tsx";
import styles from "./principal-picker.module.css";

/** How many names are offered at once; typing on finds the others. */
const OFFERED = 8;

interface PickerProps {
  label: string;
  hint?: string;
  chosen: PrincipalRef[];
  onChange: (chosen: PrincipalRef[]) => void;
  /** Only people, or only groups. */
  kind?: "user" | "group";
  /** Those who are not offered: they are there already. */
  without?: ReadonlySet<string>;
  /** Takes one only. */
  single?: boolean;
  autoFocus?: boolean;
}

/** Searches people and groups by name and keeps those who were chosen as a list above the field. */
export function PrincipalPicker(props: PickerProps) {
  const { label, hint, chosen, onChange, kind, without, single, autoFocus } = props;
  const t = useText();
  const say = useProblemText();
  const list = useId();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const [open, setOpen] = useState(false);
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ["principals", q],
    enabled: open,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await api.GET("/api/v1/principals", { params: { query: { q, limit: 100 } }, signal })).data?.items ?? [],
  });
  const taken = new Set(chosen.map((one) => one.id));
  const offered = (found.data ?? [])
    .filter((one) => (kind === undefined || one.kind === kind) && !taken.has(one.id) && without?.has(one.id) !== true)
    .slice(0, OFFERED);
  const at = Math.min(active, offered.length - 1);

  function choose(one: PrincipalRef | undefined) {
    if (one === undefined) return;
    onChange(single === true ? [one] : [...chosen, one]);
    setTyped("");
    setActive(0);
    setOpen(false);
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      setOpen(true);
      setActive(Math.max(0, Math.min(offered.length - 1, at + (event.key === "ArrowDown" ? 1 : -1))));
    } else if (event.key === "Enter" && open && offered.length > 0) choose(offered[at]);
    else if (event.key === "Escape" && open) setOpen(false);
    else if (event.key === "Backspace" && typed === "" && chosen.length > 0) onChange(chosen.slice(0, -1));
    else return;
    event.preventDefault();
    // Escape closes what is offered, and not the dialog around it.
    event.stopPropagation();
  }

  const shown = open && offered.length > 0;
  return (
    <div className={styles.picker}>
      <div className={styles.field}>
        <TextField
          label={label}
          hint={hint}
          error={found.isError ? say(found.error) : undefined}
          role="combobox"
          aria-expanded={shown}
          aria-controls={shown ? list : undefined}
          aria-autocomplete="list"
          aria-activedescendant={shown ? `${list}-${at}` : undefined}
          placeholder={kind === "user" ? t.table.searchUsers : kind === "group" ? t.table.searchGroups : t.table.search}
          value={typed}
          autoFocus={autoFocus}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
            setOpen(true);
          }}
          onClick={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
        {shown && (
          <div id={list} role="listbox" aria-label={label} className={styles.list}>
            {offered.map((one, index) => (
              // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active line
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
              <div
                key={one.id}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === at}
                className={styles.option}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(one)}
              >
                <Face name={called(one)} group={one.kind === "group"} />
                <span className={styles.name}>{called(one)}</span>
                <small>{one.kind === "group" ? t.table.group : one.full_name == null ? t.table.user : one.name}</small>
              </div>
            ))}
          </div>
        )}
      </div>
      {chosen.length > 0 && (
        <ul className={styles.chosen} aria-label={t.table.chosen}>
          {chosen.map((one) => (
            <li key={one.id} className={styles.one}>
              <Face name={called(one)} group={one.kind === "group"} />
              <span className={styles.name}>{called(one)}</span>
              <IconButton
                label={t.table.removeOne(called(one))}
                onClick={() => onChange(chosen.filter(({ id }) => id !== one.id))}
              >
                <X aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {open && q !== "" && offered.length === 0 && found.isSuccess && !found.isFetching && (
        <p className={styles.nobody} role="status">
          {t.table.nobody(q)}
        </p>
      )}
    </div>
  );
}
