import type { Database } from "@strongroom/client";
import { useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { PasswordField } from "../../design/field.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { Strength } from "../../session/strength.tsx";
import { useAllText } from "../../text/index.ts";
import { change, keys, match } from "../frame/data.ts";
import { Caution } from "../frame/state.tsx";

/** Sets the master password of a database, changes it, or takes it away. */
export function MasterPassword({ database, onClose }: { database: Database; onClose: () => void }) {
  const t = useAllText();
  const words = t.manager.databases;
  const had = database.has_master_password;
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const [repeat, setRepeat] = useState("");
  const differs = repeat !== "" && repeat !== fresh;
  const removes = had && fresh === "" && repeat === "";

  async function submit() {
    const body = {
      master_password: removes ? null : fresh,
      ...(had ? { current_master_password: current } : {}),
    };
    const request = { params: { path: { db: database.id } }, headers: match(database.revision), body };
    await change(keys.databases, () => api.PATCH("/api/v1/databases/{db}", request));
    toast({ text: removes ? words.masterRemoved : words.masterChanged });
  }

  return (
    <FormDialog
      open
      onClose={onClose}
      title={had ? words.changeMaster : words.setMaster}
      text={words.masterText}
      go={removes ? words.masterRemove : t.everywhere.save}
      danger={removes}
      disabled={differs || (had && current === "") || (fresh === "" && !removes) || fresh !== repeat}
      submit={submit}
    >
      {had && (
        <PasswordField
          autoFocus
          label={words.currentMaster}
          autoComplete="off"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
      )}
      <PasswordField
        autoFocus={!had}
        label={words.newMaster}
        hint={had ? words.emptyRemoves : undefined}
        autoComplete="new-password"
        value={fresh}
        onChange={(event) => setFresh(event.target.value)}
      />
      <Strength password={fresh} inputs={[database.name]} />
      <PasswordField
        label={words.repeatMaster}
        autoComplete="new-password"
        error={differs ? t.session.notTheSame : undefined}
        value={repeat}
        onChange={(event) => setRepeat(event.target.value)}
      />
      {removes && !database.open_at_start && <Caution look="warn">{words.removeNeedsStart}</Caution>}
    </FormDialog>
  );
}
