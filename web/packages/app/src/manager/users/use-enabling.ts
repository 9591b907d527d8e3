import type { User } from "@strongroom/client";
import { useState } from "react";
import { toast } from "../../design/toast.tsx";
import { useProblemText } from "../../server/problem-text.ts";
import { useAllText } from "../../text/index.ts";
import { change, keys } from "../frame/data.ts";
import { setEnabled } from "./enabling.ts";

/** How to enable and disable accounts, with an undo, and with what was refused told by name. */
export function useEnabling() {
  const t = useAllText();
  const say = useProblemText();
  const [busy, setBusy] = useState(false);
  const words = t.manager.users;

  async function run(users: User[], enabled: boolean, undoes = false): Promise<void> {
    setBusy(true);
    const outcome = await change(keys.users, () => setEnabled(users, enabled));
    setBusy(false);
    const { done, refused, error } = outcome;
    if (done.length > 0) {
      toast({
        text: enabled ? words.enabledToast(names(done)) : words.disabledToast(names(done)),
        ...(undoes ? {} : { action: { label: t.everywhere.undo, run: () => void run(done, !enabled, true) } }),
      });
    }
    if (refused.length > 0) toast({ text: words.refused(names(refused), say(error)), look: "bad" });
  }
  function names(users: User[]): string {
    const [first] = users;
    return users.length === 1 && first !== undefined ? first.username : t.everywhere.people(users.length);
  }
  return { run: (users: User[], enabled: boolean) => run(users, enabled), busy };
}
