import { useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { PasswordField, SelectField } from "../../design/field.tsx";
import { toast } from "../../design/toast.tsx";
import { Strength } from "../../session/strength.tsx";
import { useText } from "../../text/index.ts";
import { removeSecondPassword, setSecondPassword } from "./calls.ts";
import { CoveredList } from "./covered-list.tsx";
import type { Holder } from "./holder.ts";

type What = "set" | "change" | "remove";

/** What may be done: where nobody can tell whether there is one, all of it. */
function choices(holder: Holder): What[] {
  if (holder.own === null) return ["set", "change", "remove"];
  return holder.own ? ["change", "remove"] : ["set"];
}

/** Sets, changes or takes away the second password of an entry, a folder or a database, and says what it covers. */
export function SecondPasswordDialog({ holder, onClose }: { holder: Holder; onClose: () => void }) {
  const t = useText();
  const words = t.secondPassword;
  const [offered] = useState(() => choices(holder));
  const [what, setWhat] = useState(offered[0] ?? "set");
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const [repeat, setRepeat] = useState("");
  const { covered } = holder;
  const asksCurrent = what !== "set" || covered;
  const differ = repeat !== "" && repeat !== fresh;
  const ready = (current !== "" || !asksCurrent) && (what === "remove" || (fresh !== "" && fresh === repeat));

  async function submit() {
    if (what === "remove") await removeSecondPassword(holder, current);
    else await setSecondPassword(holder, fresh, asksCurrent ? current : null);
    toast({ text: { set: words.wasSet, change: words.wasChanged, remove: words.wasRemoved }[what] });
  }

  return (
    <FormDialog
      open
      title={`${words.title}: ${holder.title}`}
      text={covered ? words.above : words.explain}
      go={words[what]}
      danger={what === "remove"}
      disabled={!ready}
      onClose={onClose}
      submit={submit}
    >
      {offered.length > 1 && (
        <SelectField
          label={words.what}
          hint={holder.own === null ? words.unknown : undefined}
          value={what}
          onChange={(event) => setWhat(event.target.value as What)}
        >
          {offered.map((one) => (
            <option key={one} value={one}>
              {words[one]}
            </option>
          ))}
        </SelectField>
      )}
      {asksCurrent && (
        <PasswordField
          label={covered ? words.currentAbove : words.current}
          autoFocus
          autoComplete="off"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
      )}
      {what !== "remove" && (
        <>
          <PasswordField
            label={words.fresh}
            autoFocus={!asksCurrent}
            autoComplete="new-password"
            value={fresh}
            onChange={(event) => setFresh(event.target.value)}
          />
          <Strength password={fresh} />
          <PasswordField
            label={words.repeat}
            autoComplete="new-password"
            error={differ ? words.differ : undefined}
            value={repeat}
            onChange={(event) => setRepeat(event.target.value)}
          />
        </>
      )}
      <CoveredList holder={holder} />
    </FormDialog>
  );
}
