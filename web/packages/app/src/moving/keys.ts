import type { KeyboardEvent } from "react";
import { toast } from "../design/toast.tsx";
import { onWipe } from "../session/index.tsx";
import { useText } from "../text/index.ts";
import type { Shown } from "../vault/list/source.ts";
import { useActs } from "./acts.ts";
import type { Target } from "./calls.ts";
import { useWhat } from "./words.ts";

/** What was cut, to be put somewhere else by Ctrl V. */
let cut: Shown[] = [];
onWipe(() => {
  cut = [];
});

/** The keys that move, rename and delete, of any list or tree. Gives back whether the key meant something. */
export function useObjectKeys() {
  const t = useText();
  const acts = useActs();
  const what = useWhat();
  return (event: KeyboardEvent, objects: Shown[], target: Target | null, next: Shown | null = null): boolean => {
    const command = event.ctrlKey || event.metaKey;
    if (event.altKey || event.shiftKey) return false;
    const [first] = objects;
    if (event.key === "F2" && first !== undefined && objects.length === 1 && !first.stub) acts.rename(first);
    else if (event.key === "Delete" && first !== undefined && !objects.some(({ stub }) => stub)) {
      void acts.remove(objects, next);
    } else if (command && event.key === "x" && first !== undefined) {
      cut = objects;
      toast({ text: t.moving.cut(what(objects)) });
    } else if (command && event.key === "v" && target !== null && cut.length > 0) {
      const moved = cut;
      cut = [];
      if (moved[0]?.database !== target.database) toast({ text: t.moving.cutElsewhere, look: "bad" });
      else void acts.moveOrAsk(moved, target);
    } else return false;
    return true;
  };
}
