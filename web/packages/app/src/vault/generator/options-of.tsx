import { useId } from "react";
import { Checkbox, TextField } from "../../design/field.tsx";
import { useAllText } from "../../text/index.ts";
import { type CharacterClass, CLASSES } from "./characters.ts";
import styles from "./generator.module.css";
import type { Options } from "./options.ts";

interface Props {
  options: Options;
  onChange: (options: Options) => void;
}

/** What can be chosen in the way that is chosen. */
export function OptionsOf({ options, onChange }: Props) {
  const t = useAllText();
  switch (options.way) {
    case "characters": {
      const chosen = options.characters;
      const set = (change: Partial<typeof chosen>) => onChange({ ...options, characters: { ...chosen, ...change } });
      return (
        <>
          <Measure
            label={t.generator.length}
            value={chosen.length}
            least={4}
            most={128}
            onChange={(length) => set({ length })}
          />
          <div className={styles.boxes}>
            {(Object.keys(CLASSES) as CharacterClass[]).map((name) => (
              <Checkbox
                key={name}
                label={t.generator.classes[name]}
                checked={chosen.classes[name]}
                onChange={(event) => set({ classes: { ...chosen.classes, [name]: event.target.checked } })}
              />
            ))}
          </div>
          <Checkbox
            label={t.generator.plain}
            checked={chosen.plain}
            onChange={(event) => set({ plain: event.target.checked })}
          />
        </>
      );
    }
    case "passphrase": {
      const chosen = options.passphrase;
      const set = (change: Partial<typeof chosen>) => onChange({ ...options, passphrase: { ...chosen, ...change } });
      return (
        <>
          <Measure
            label={t.generator.words}
            value={chosen.words}
            least={3}
            most={12}
            onChange={(words) => set({ words })}
          />
          <TextField
            label={t.generator.separator}
            mono
            maxLength={5}
            value={chosen.separator}
            onChange={(event) => set({ separator: event.target.value })}
          />
          <div className={styles.boxes}>
            <Checkbox
              label={t.generator.capitals}
              checked={chosen.capitals}
              onChange={(event) => set({ capitals: event.target.checked })}
            />
            <Checkbox
              label={t.generator.digit}
              checked={chosen.digit}
              onChange={(event) => set({ digit: event.target.checked })}
            />
          </div>
        </>
      );
    }
    case "pattern":
      return (
        <TextField
          label={t.generator.ways.pattern}
          hint={t.generator.patternHint}
          mono
          value={options.pattern}
          onChange={(event) => onChange({ ...options, pattern: event.target.value })}
        />
      );
  }
}

interface MeasureProps {
  label: string;
  value: number;
  least: number;
  most: number;
  onChange: (value: number) => void;
}

/** A number with a slider, moved by pointer and by arrows. */
function Measure({ label, value, least, most, onChange }: MeasureProps) {
  const id = useId();
  return (
    <div className={styles.measure}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={least}
        max={most}
        value={value}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
      <output htmlFor={id}>{value}</output>
    </div>
  );
}
