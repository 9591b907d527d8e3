import { type ReactNode, useId } from "react";
import styles from "./segmented.module.css";

/** One of the states of a {@link Segmented}. */
export interface Segment<V extends string> {
  value: V;
  label: string;
  /** The look of the state when it is chosen; its word stands there in any case. */
  look?: "allow" | "deny" | "plain";
  icon?: ReactNode;
}

interface SegmentedProps<V extends string> {
  /** What is chosen, for readers: the name of the group. */
  label: string;
  segments: Segment<V>[];
  value: V;
  onChange: (value: V) => void;
  disabled?: boolean;
  /** Shows the label above, as fields of a form do. */
  labelled?: boolean;
  /** The id of a sentence that explains it. */
  describedBy?: string;
}

/** A choice among a few states beside each other: radio buttons, so arrows choose and one tab stop is enough. */
export function Segmented<V extends string>(props: SegmentedProps<V>) {
  const { label, segments, value, onChange, disabled = false, labelled = false, describedBy } = props;
  const name = useId();
  const group = (
    <div className={styles.segmented} role="radiogroup" aria-label={label} aria-describedby={describedBy}>
      {segments.map((segment) => (
        <label key={segment.value} className={styles.segment} data-look={segment.look ?? "plain"}>
          <input
            type="radio"
            className={styles.input}
            name={name}
            value={segment.value}
            checked={segment.value === value}
            disabled={disabled}
            onChange={() => onChange(segment.value)}
          />
          {segment.icon}
          {segment.label}
        </label>
      ))}
    </div>
  );
  if (!labelled) return group;
  return (
    <div className={styles.field}>
      <span className={styles.label} aria-hidden>
        {label}
      </span>
      {group}
    </div>
  );
}
