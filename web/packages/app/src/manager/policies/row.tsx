import type { Permission, PolicyState } from "@strongroom/client";
import { Ban, Check, Minus } from "lucide-react";
import { Segmented } from "../../design/segmented.tsx";
import { Tag } from "../../design/tag.tsx";
import { useAllText } from "../../text/index.ts";
import styles from "./policies.module.css";

const ICONS = {
  enabled: <Check aria-hidden />,
  not_defined: <Minus aria-hidden />,
  disabled: <Ban aria-hidden />,
};
const LOOKS = { enabled: "allow", not_defined: "plain", disabled: "deny" } as const;

interface PolicyRowProps {
  permission: Permission;
  now: PolicyState;
  wanted: PolicyState;
  /** Absent for those who only read. */
  onChange?: ((state: PolicyState) => void) | undefined;
}

/** A permission: its name, what it does in one sentence, and its state on this server. */
export function PolicyRow({ permission, now, wanted, onChange }: PolicyRowProps) {
  const t = useAllText();
  const words = t.manager.policies;
  const name = t.permissions.names[permission];
  const note = `policy-${permission}`;
  const states: PolicyState[] = ["enabled", "not_defined", "disabled"];
  return (
    <li className={styles.row} data-changed={now !== wanted || undefined}>
      <div className={styles.words}>
        <b>{name}</b>
        <small id={note}>{t.permissions.explained[permission]}</small>
        {wanted === "disabled" && <small className={styles.warn}>{words.disabledHere}</small>}
      </div>
      {onChange === undefined ? (
        <Tag look={LOOKS[wanted]} icon={ICONS[wanted]}>
          {words.states[wanted]}
        </Tag>
      ) : (
        <Segmented
          label={name}
          describedBy={note}
          value={wanted}
          onChange={onChange}
          segments={states.map((value) => ({
            value,
            label: words.states[value],
            look: LOOKS[value],
            icon: value === wanted ? ICONS[value] : undefined,
          }))}
        />
      )}
    </li>
  );
}
