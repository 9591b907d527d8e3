import type { RightsChange } from "@strongroom/client";
import { toast } from "../../../design/toast.tsx";
import { useProblemText } from "../../../server/problem-text.ts";
import { useAllText } from "../../../text/index.ts";
import { makeAll, restoring, type Snapshot } from "../save.ts";

/** Makes changes and offers to undo them. */
export function useSaving(db: string) {
  const t = useAllText();
  const say = useProblemText();
  return async (changes: RightsChange[], before: Snapshot[], text = t.permissionsScreen.saved) => {
    await makeAll(db, changes);
    const undo = () =>
      makeAll(db, restoring(before)).then(
        () => toast({ text: t.permissionsScreen.undone }),
        (problem: unknown) => toast({ text: say(problem), look: "bad" }),
      );
    toast({ text, action: { label: t.everywhere.undo, run: () => void undo() } });
  };
}
