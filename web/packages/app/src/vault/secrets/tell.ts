import { toast } from "../../design/toast.tsx";
import { NotUnlocked } from "./second-password.tsx";
import { TurnedBack } from "./warning.tsx";

/** Tells what went wrong with a secret, unless the person themself turned back. */
export function tellUnlessTurnedBack(error: unknown, say: (error: unknown) => string): void {
  if (error instanceof NotUnlocked || error instanceof TurnedBack) return;
  toast({ text: say(error), look: "bad" });
}
