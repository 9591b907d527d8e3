import { Dialog } from "../design/dialog.tsx";
import { Checkbox, SelectField } from "../design/field.tsx";
import { LANGUAGES, type Language, useText } from "../text/index.ts";
import styles from "./dialog.module.css";
import { usePreferences } from "./index.tsx";

const IDLE = [1, 2, 5, 10, 15, 30, 60];

/** Language, colours, contrast, height of rows, time until the page locks. Each works at once. */
export function AppearanceDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  const { preferences, prefer } = usePreferences();
  const words = t.preferences;
  return (
    <Dialog open={open} onClose={onClose} title={words.title}>
      <div className={styles.fields}>
        <SelectField
          label={words.language}
          value={preferences.language}
          onChange={(event) => prefer({ language: event.target.value as Language })}
        >
          {Object.entries(LANGUAGES).map(([tag, name]) => (
            <option key={tag} value={tag} lang={tag}>
              {name}
            </option>
          ))}
        </SelectField>
        <Choice label={words.theme} of={words.themes} value={preferences.theme} set={(theme) => prefer({ theme })} />
        <Choice
          label={words.contrast}
          of={words.contrasts}
          value={preferences.contrast}
          set={(contrast) => prefer({ contrast })}
        />
        <Choice
          label={words.density}
          of={words.densities}
          value={preferences.density}
          set={(density) => prefer({ density })}
        />
        <SelectField
          label={words.idle}
          value={preferences.idleMinutes}
          onChange={(event) => prefer({ idleMinutes: Number(event.target.value) })}
        >
          {IDLE.map((minutes) => (
            <option key={minutes} value={minutes}>
              {words.idleMinutes(minutes)}
            </option>
          ))}
        </SelectField>
        <Checkbox
          label={words.shortcuts}
          checked={preferences.shortcuts}
          onChange={(event) => prefer({ shortcuts: event.target.checked })}
        />
      </div>
    </Dialog>
  );
}

interface ChoiceProps<V extends string> {
  label: string;
  of: Record<V, string>;
  value: V;
  set: (value: V) => void;
}

function Choice<V extends string>({ label, of, value, set }: ChoiceProps<V>) {
  return (
    <SelectField label={label} value={value} onChange={(event) => set(event.target.value as V)}>
      {Object.entries<string>(of).map(([name, words]) => (
        <option key={name} value={name}>
          {words}
        </option>
      ))}
    </SelectField>
  );
}
