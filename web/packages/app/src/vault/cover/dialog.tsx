import type { ObjectAnswer } from "@strongroom/client";
import { useState } from "react";
import { FLAG, useCatalogue } from "../../catalogue/index.ts";
import { FormDialog } from "../../design/dialog.tsx";
import { PasswordField, SelectField } from "../../design/field.tsx";
import { toast } from "../../design/toast.tsx";
import { Strength } from "../../session/strength.tsx";
import { useText } from "../../text/index.ts";
import type { Covered } from "../secrets/second-password.tsx";
import { removeSecondPassword, setSecondPassword } from "./calls.ts";
import { CoveredList } from "./covered-list.tsx";

interface Props {
  object: ObjectAnswer;
  onClose: () => void;
}

/** The folder above, where a second password stands above the object as well. */
function useAbove(object: ObjectAnswer): Covered | null {
  const catalogue = useCatalogue(object.database);
  const row = catalogue.row(object.parent ?? null);
  if (row < 0) return null;
  const { id, title, flags } = catalogue.item(row);
  return (flags & FLAG.secondPassword) === 0 ? null : { id, title, second_password: true };
}

/** Sets, changes or takes away the second password of an entry or a folder, and says what it covers. */
export function SecondPasswordDialog({ object, onClose }: Props) {
  const t = useText();
  const words = t.secondPassword;
  const above = useAbove(object);
  const own = object.second_password && object.second_password_at === object.id;
  const covered = object.second_password && !own;
  const [removing, setRemoving] = useState(false);
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const [repeat, setRepeat] = useState("");
  const differ = repeat !== "" && repeat !== fresh;
  const ready = (current !== "" || !object.second_password) && (removing || (fresh !== "" && fresh === repeat));

  async function submit() {
    if (removing) await removeSecondPassword(object, current, above);
    else await setSecondPassword(object, fresh, object.second_password ? current : null);
    toast({ text: removing ? words.wasRemoved : own ? words.wasChanged : words.wasSet });
  }

  return (
    <FormDialog
      open
      title={`${words.title}: ${object.title}`}
      text={covered ? words.above : words.explain}
      go={removing ? words.remove : own ? words.change : words.set}
      danger={removing}
      disabled={!ready}
      onClose={onClose}
      submit={submit}
    >
      {own && (
        <SelectField
          label={words.what}
          value={removing ? "remove" : "change"}
          onChange={(event) => setRemoving(event.target.value === "remove")}
        >
          <option value="change">{words.change}</option>
          <option value="remove">{words.remove}</option>
        </SelectField>
      )}
      {object.second_password && (
        <PasswordField
          label={covered ? words.currentAbove : words.current}
          autoFocus
          autoComplete="off"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
      )}
      {!removing && (
        <>
          <PasswordField
            label={words.fresh}
            autoFocus={!object.second_password}
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
      <CoveredList object={object} />
    </FormDialog>
  );
}
