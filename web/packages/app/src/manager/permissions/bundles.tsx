import type { Decision, Permission } from "@strongroom/client";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { useAllText } from "../../text/index.ts";
import styles from "./bundles.module.css";
import { LookSign, lookOf } from "./look.tsx";
import { allowing, areTogether, type Bundle, bundleOf, type Marks } from "./marks.ts";
import { Together } from "./together.tsx";

interface BundlesProps {
  bundles: [Bundle, Permission[]][];
  marks: Marks;
  onChoose: (marks: Marks) => void;
  openAtFirst?: boolean;
  together: boolean;
  onTogether: (on: boolean) => void;
  manageText?: string;
  /** What is in effect; shown in short while the single permissions are closed. */
  rights: Record<string, Decision> | undefined;
  permissions: Permission[];
  object: string | null;
  /** The single permissions. */
  children: ReactNode;
}

/** Bundles first; the single permissions behind "Customise". */
export function Bundles(props: BundlesProps) {
  const { bundles, marks, onChoose, together, onTogether, rights, permissions, object, children } = props;
  const t = useAllText();
  const words = t.permissionsScreen;
  const name = useId();
  const chosen = bundleOf(marks, bundles);
  const [wanted, setWanted] = useState(props.openAtFirst ?? false);
  const shown = wanted || chosen === null;
  const offered: (Bundle | "none")[] = ["none", ...bundles.map(([bundle]) => bundle)];
  const textOf = (bundle: Bundle | "none") =>
    bundle === "manage" ? (props.manageText ?? words.bundleText.manage) : words.bundleText[bundle];
  return (
    <>
      <fieldset className={styles.bundles}>
        <legend className="unseen">{words.level}</legend>
        {offered.map((bundle) => (
          <label key={bundle} className={styles.bundle} title={textOf(bundle)}>
            <input
              type="radio"
              name={name}
              checked={chosen === bundle}
              aria-describedby={`${name}-${bundle}`}
              onChange={() => {
                const permissions = bundles.find(([one]) => one === bundle)?.[1] ?? [];
                onChoose(allowing(permissions));
              }}
            />
            {words.bundles[bundle]}
            <span id={`${name}-${bundle}`} className="unseen">
              {textOf(bundle)}
            </span>
          </label>
        ))}
      </fieldset>
      <p className={styles.says}>{chosen === null ? words.bundleText.own : textOf(chosen)}</p>
      <div className={styles.customise}>
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={shown}
          disabled={chosen === null}
          onClick={() => setWanted(!wanted)}
        >
          {shown ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
          {words.customise}
        </button>
        <span className={styles.hint}>{words.customiseText}</span>
      </div>
      {shown ? (
        <>
          <Together on={together} possible={areTogether(marks)} onChange={onTogether} />
          {children}
        </>
      ) : (
        <ul className={styles.effects} aria-label={words.columnEffect}>
          {permissions.map((permission) => {
            const decision = rights?.[permission];
            const look = decision === undefined ? "not_granted" : lookOf(decision, object);
            return (
              <li key={permission} className={styles.effect}>
                <LookSign look={look} named />
                {t.permissions.names[permission]}
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
