import { FormDialog } from "../../design/dialog.tsx";
import { useAllText } from "../../text/index.ts";
import { Caution } from "../frame/state.tsx";
import type { PolicyChange } from "./changes.ts";
import styles from "./policies.module.css";

interface SavePoliciesProps {
  changes: PolicyChange[];
  onClose: () => void;
  save: () => Promise<void>;
}

/** What a save changes, for everybody and at once, before it is done. */
export function SavePolicies({ changes, onClose, save }: SavePoliciesProps) {
  const t = useAllText();
  const words = t.manager.policies;
  const newlyDisabled = changes.filter(({ after }) => after === "disabled");
  return (
    <FormDialog
      open
      onClose={onClose}
      title={words.confirm}
      text={words.confirmText}
      size="medium"
      go={words.saveGo}
      danger={newlyDisabled.length > 0}
      submit={save}
    >
      <ul className={styles.changes}>
        {changes.map(({ permission, before, after }) => (
          <li key={permission}>
            <b>{t.permissions.names[permission]}</b>
            <span>{words.fromTo(words.states[before], words.states[after])}</span>
          </li>
        ))}
      </ul>
      {newlyDisabled.length > 0 && <Caution look="bad">{words.alsoAdministrators}</Caution>}
      {newlyDisabled.some(({ permission }) => permission === "access_database") && (
        <Caution look="bad">{words.closesEverything}</Caution>
      )}
      {newlyDisabled.some(({ permission }) => permission === "read_entries") && (
        <Caution look="bad">{words.readsNothing}</Caution>
      )}
    </FormDialog>
  );
}
