import type { RightsChange } from "@strongroom/client";
import { toast } from "../../../design/toast.tsx";
import { useProblemText } from "../../../server/problem-text.ts";
import { useAllText } from "../../../text/index.ts";
import { makeAll } from "../save.ts";

/** Makes changes that were foretold, all of them or none, and offers to undo them in one call. */
export function useSaving(db: string) {
  const t = useAllText();
  const say = useProblemText();
  return async (changes: RightsChange[], revision: string | null | undefined, text = t.permissionsScreen.saved) => {
    const undo = await makeAll(db, changes, revision);
    if (undo === null) {
      toast({ text });
      return;
    }
    const run = () =>
      makeAll(db, undo).then(
        () => toast({ text: t.permissionsScreen.undone }),
        (problem: unknown) => toast({ text: say(problem), look: "bad" }),
      );
    toast({ text, action: { label: t.everywhere.undo, run: () => void run() } });
  };
}
