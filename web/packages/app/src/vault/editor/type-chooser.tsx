import type { EntryType } from "@strongroom/client";
import {
  Award,
  CreditCard,
  FileKey,
  FileText,
  IdCard,
  Info,
  KeyRound,
  KeySquare,
  Landmark,
  type LucideIcon,
  Monitor,
  MonitorUp,
  PackageCheck,
  SquareTerminal,
} from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { Button } from "../../design/button.tsx";
import { useText } from "../../text/index.ts";
import styles from "./editor.module.css";

const ICONS: Record<string, LucideIcon> = {
  password: KeyRound,
  credit_card: CreditCard,
  software_license: PackageCheck,
  identity: IdCard,
  information: Info,
  banking: Landmark,
  encrypted_file: FileKey,
  document: FileText,
  rdp: Monitor,
  putty: SquareTerminal,
  teamviewer: MonitorUp,
  certificate: Award,
  ssh_key: KeySquare,
};

interface Props {
  types: EntryType[];
  onChoose: (type: string) => void;
  onLeave: () => void;
}

/** The kinds of entries that there are; arrows move between them, Enter takes one. */
export function TypeChooser({ types, onChoose, onLeave }: Props) {
  const t = useText();
  const list = useRef<HTMLDivElement>(null);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape") onLeave();
    const step = { ArrowDown: 2, ArrowUp: -2, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus();
    event.preventDefault();
  }

  return (
    <section className={styles.chooser} aria-label={t.editor.newEntry} onKeyDown={onKeyDown}>
      <h2>{t.editor.chooseType}</h2>
      <div ref={list} className={styles.types}>
        {types.map(({ name, title }, index) => {
          const Icon = ICONS[name] ?? KeyRound;
          return (
            <button
              key={name}
              type="button"
              // biome-ignore lint/a11y/noAutofocus: whoever makes an entry chooses its type next
              autoFocus={index === 0}
              className={styles.typeChoice}
              onClick={() => onChoose(name)}
            >
              <Icon aria-hidden />
              <span>{t.editor.types[name] ?? title}</span>
            </button>
          );
        })}
      </div>
      <Button look="plain" onClick={onLeave}>
        {t.everywhere.cancel}
      </Button>
    </section>
  );
}
