import type { Decision, Permission } from "@strongroom/client";
import { Link2 } from "lucide-react";
import { Link } from "wouter";
import { useAllText } from "../../../text/index.ts";
import { LookSign, lookOf } from "../look.tsx";
import { type Marks, type Setting, settingOf } from "../marks.ts";
import { fixOf, type Reader, type Reason, reasonsOf, said } from "../reason.ts";
import styles from "./grid.module.css";

interface RowProps {
  id: string;
  index: number;
  permission: Permission;
  marks: Marks;
  decision: Decision | undefined;
  before: Decision | undefined;
  reader: Reader;
  linked: boolean;
  active: boolean;
  /** Which of the reasons is active; 0: what is set. */
  side: number;
  chosen: boolean;
  onSet: (setting: Setting) => void;
  onAllowToo: (permission: Permission) => void;
  onNeeded: (permission: Permission) => void;
  onPoint: () => void;
}

const SETTINGS: Setting[] = ["allow", "none", "deny"];

/** One permission. What its cell is called says the permission, what is set, what is in effect, and why. */
export function GridRow(props: RowProps) {
  const { id, index, permission, marks, decision, before, reader, linked, active, side, chosen } = props;
  const t = useAllText();
  const words = t.permissionsScreen;
  const name = t.permissions.names[permission];
  const setting = settingOf(marks, permission);
  const look = decision === undefined ? undefined : lookOf(decision, reader.object);
  const reasons = decision === undefined ? [] : reasonsOf(decision, before, reader, t);
  const fix = decision === undefined ? undefined : fixOf(decision, marks, permission);
  const effect = look === undefined ? "" : words.looks[look];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element has no cells with states of their own
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the one tab stop and names its active cell
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the grid's
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      data-active={active || undefined}
      className={styles.row}
      onClick={props.onPoint}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <span role="rowheader" className={styles.name} title={t.permissions.explained[permission]}>
        {name}
        {linked && <Link2 aria-hidden className={styles.linked} />}
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <span
        id={`${id}-set`}
        role="gridcell"
        aria-label={words.cell(name, words.settingNames[setting], effect, said(reasons))}
        aria-selected={chosen}
        data-active={(active && side === 0) || undefined}
        className={styles.set}
      >
        {SETTINGS.map((one) => (
          <button
            key={one}
            type="button"
            tabIndex={-1}
            aria-pressed={one === setting}
            aria-label={`${words.settings[one]}: ${name}`}
            data-setting={one}
            className={styles.setting}
            onClick={(event) => {
              event.stopPropagation();
              props.onSet(one);
            }}
          >
            {words.settings[one]}
          </button>
        ))}
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <span role="gridcell" className={styles.effect}>
        {look !== undefined && <LookSign look={look} named />}
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <span id={`${id}-why`} role="gridcell" data-active={(active && side > 0) || undefined} className={styles.why}>
        {reasons.map((reason, at) => (
          <Why key={`${reason.words}-${at}`} reason={reason} onNeeded={props.onNeeded} />
        ))}
        {fix != null && (
          <button type="button" tabIndex={-1} data-action className={styles.fix} onClick={() => props.onAllowToo(fix)}>
            {words.allowToo(t.permissions.names[fix])}
          </button>
        )}
      </span>
    </div>
  );
}

function Why({ reason, onNeeded }: { reason: Reason; onNeeded: (permission: Permission) => void }) {
  const { words, name, href, needs } = reason;
  return (
    <span>
      {words}{" "}
      {href !== undefined ? (
        <Link href={href} tabIndex={-1} data-action>
          {name}
        </Link>
      ) : needs !== undefined ? (
        <button type="button" tabIndex={-1} data-action className={styles.needs} onClick={() => onNeeded(needs)}>
          {name}
        </button>
      ) : (
        name
      )}
    </span>
  );
}
