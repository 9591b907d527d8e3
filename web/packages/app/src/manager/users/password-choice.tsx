import { Checkbox, PasswordField } from "../../design/field.tsx";
import { Segmented } from "../../design/segmented.tsx";
import { Strength, tooWeak } from "../../session/strength.tsx";
import { useAllText } from "../../text/index.ts";
import { firstPassword } from "./generate.ts";

/** How an account gets its password. */
export interface PasswordChoice {
  by: "generated" | "typed";
  typed: string;
  mustChange: boolean;
}

/** What the form begins with. */
export const STANDARD: PasswordChoice = { by: "generated", typed: "", mustChange: true };

/** Whether the choice can be sent. */
export function isComplete(choice: PasswordChoice): boolean {
  return choice.by === "generated" || !tooWeak(choice.typed);
}

/** The password of the choice, and whether the person has to be shown it. */
export function passwordOf(choice: PasswordChoice): { password: string; show: boolean } {
  if (choice.by === "generated") return { password: firstPassword(), show: true };
  return { password: choice.typed, show: false };
}

interface ChooserProps {
  choice: PasswordChoice;
  onChange: (choice: PasswordChoice) => void;
  inputs: string[];
}

/** A generated password, which is shown once, or one that is typed; and whether it must be changed. */
export function PasswordChooser({ choice, onChange, inputs }: ChooserProps) {
  const t = useAllText();
  const words = t.manager.users;
  return (
    <>
      <Segmented
        labelled
        label={words.how}
        value={choice.by}
        onChange={(by) => onChange({ ...choice, by })}
        segments={[
          { value: "generated", label: words.generate },
          { value: "typed", label: words.type },
        ]}
      />
      {choice.by === "generated" ? (
        <p>{words.generateText}</p>
      ) : (
        <>
          <PasswordField
            label={t.session.password}
            autoComplete="new-password"
            error={choice.typed !== "" && tooWeak(choice.typed) ? words.tooShort : undefined}
            value={choice.typed}
            onChange={(event) => onChange({ ...choice, typed: event.target.value })}
          />
          <Strength password={choice.typed} inputs={inputs} />
        </>
      )}
      <Checkbox
        label={words.mustChange}
        hint={words.mustChangeHint}
        checked={choice.mustChange}
        onChange={(event) => onChange({ ...choice, mustChange: event.target.checked })}
      />
    </>
  );
}
