/** The two keys of the inbox: A and R press the buttons of the decision that is open. */

/** So long a request has to be in sight, in milliseconds, before a key decides on it. */
const SIGHT = 600;

interface Decides {
  /** When it came into sight. */
  since: number;
  approve: () => void;
  reject: () => void;
}

/** What is there to press; the open decision puts itself here. */
let pressed: Decides | null = null;

/** Says what the keys do while a decision is open; gives back how to stop. */
export function offer(decision: Decides): () => void {
  pressed = decision;
  return () => {
    if (pressed === decision) pressed = null;
  };
}

/** Whether `key` was one of them and something was there to decide. */
export function decisionKeys(key: string): boolean {
  if (pressed === null || performance.now() - pressed.since < SIGHT) return false;
  const letter = key.toLowerCase();
  if (letter === "a") pressed.approve();
  else if (letter === "r") pressed.reject();
  else return false;
  return true;
}
