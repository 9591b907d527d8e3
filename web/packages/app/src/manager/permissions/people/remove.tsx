import type { Assignment } from "@strongroom/client";
import { FormDialog } from "../../../design/dialog.tsx";
import { useFormat } from "../../../text/format.ts";
import { useAllText } from "../../../text/index.ts";
import { placeChange } from "../draft.ts";
import { Foretold, useForetold } from "./foretold.tsx";
import { useOwnLoss } from "./own-loss.tsx";
import { useSaving } from "./saving.ts";

interface RemoveProps {
  db: string;
  chosen: Assignment[];
  onClose: () => void;
  onDone?: () => void;
}

const NAMED = 3;

/** Takes people and groups off the database; says first who loses what by it, and undoes it. */
export function RemoveDialog({ db, chosen, onClose, onDone }: RemoveProps) {
  const t = useAllText();
  const words = t.permissionsScreen;
  const format = useFormat();
  const save = useSaving(db);
  const names = chosen.slice(0, NAMED).map(({ principal }) => principal.name);
  const rest = chosen.length - names.length;
  const called = format.list(rest > 0 ? [...names, words.moreNames(format.number(rest))] : names);
  const foretold = useForetold(
    db,
    chosen.map(({ principal }) => placeChange(principal.id, null)),
  );
  const { field, confirmed } = useOwnLoss(foretold, names[0] ?? "");
  return (
    <FormDialog
      open
      onClose={onClose}
      size="medium"
      title={words.removeTitle(called)}
      text={words.removeText}
      go={t.everywhere.remove}
      danger
      disabled={!foretold.known || !confirmed}
      submit={async () => {
        await save(foretold.changes, foretold.preview.data?.revision, words.removed(called));
        onDone?.();
      }}
    >
      <Foretold foretold={foretold} />
      {field}
    </FormDialog>
  );
}
