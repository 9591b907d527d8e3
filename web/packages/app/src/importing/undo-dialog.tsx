import { useQuery } from "@tanstack/react-query";
import { FormDialog } from "../design/dialog.tsx";
import { toast } from "../design/toast.tsx";
import { useProblemText } from "../server/problem-text.ts";
import { useFormat } from "../text/format.ts";
import { useAllText } from "../text/index.ts";
import { undo } from "./jobs.ts";

/** Undoes one import, after it was said what goes and what stays. */
export function UndoDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useAllText();
  const format = useFormat();
  const say = useProblemText();
  const dry = useQuery({ queryKey: ["import-undo", id], staleTime: 0, gcTime: 0, queryFn: () => undo(id, true) });
  return (
    <FormDialog
      open
      danger
      title={t.importing.undo}
      go={t.importing.undoGo}
      disabled={dry.data === undefined}
      onClose={onClose}
      submit={async () => {
        const { removed, kept } = await undo(id, false);
        toast({ text: t.importing.undone(format.number(removed), format.number(kept)) });
      }}
    >
      {dry.error !== null && <p role="alert">{say(dry.error)}</p>}
      {dry.data !== undefined && (
        <p>
          {t.importing.wouldUndo(
            format.number(dry.data.removed),
            dry.data.kept === 0 ? "" : format.number(dry.data.kept),
          )}
        </p>
      )}
    </FormDialog>
  );
}
