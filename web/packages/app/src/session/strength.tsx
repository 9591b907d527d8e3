import { useEffect, useState } from "react";
import { useText } from "../text/index.ts";
import styles from "./strength.module.css";

/** The least number of characters that the server takes for the password of an account. */
const LEAST = 10;

/** Whether the server would refuse `password` for its length alone. */
export function tooWeak(password: string): boolean {
  return [...password].length < LEAST;
}

type Judge = (password: string, inputs: string[]) => 0 | 1 | 2 | 3 | 4;
let judge: Promise<Judge> | null = null;

/** zxcvbn carries its dictionaries along, so it is fetched when a password is first typed. */
async function load(): Promise<Judge> {
  judge ??= import("zxcvbn").then(
    (module) => (password, inputs) => module.default(password.slice(0, 100), inputs).score,
  );
  return judge;
}

/** How hard `password` is to guess, from 0 to 4; `null` while nobody knows yet. */
export function useStrength(password: string, inputs: string[] = []): 0 | 1 | 2 | 3 | 4 | null {
  const [score, setScore] = useState<0 | 1 | 2 | 3 | 4 | null>(null);
  const words = inputs.join("\n");
  useEffect(() => {
    let current = true;
    if (password === "") setScore(null);
    else void load().then((run) => current && setScore(run(password, words.split("\n"))));
    return () => {
      current = false;
    };
  }, [password, words]);
  return score;
}

/** A bar and a sentence on how long a password would hold. */
export function Strength({ password, inputs }: { password: string; inputs?: string[] }) {
  const t = useText();
  const score = useStrength(password, inputs);
  if (score === null) return null;
  return (
    <div className={styles.strength} data-score={score}>
      <meter className={styles.bar} min={0} max={4} low={2} high={3} optimum={4} value={score} aria-hidden />
      <span role="status">{t.session.strength[score]}</span>
    </div>
  );
}

/** The bar alone, under a password that is shown; its sentence is for readers. */
export function StrengthBar({ password }: { password: string }) {
  const t = useText();
  const score = useStrength(password);
  return (
    <span
      className={styles.under}
      data-score={score ?? undefined}
      title={score === null ? "" : t.session.strength[score]}
    >
      {score !== null && (
        <meter className={styles.bar} min={0} max={4} low={2} high={3} optimum={4} value={score} aria-hidden />
      )}
      {score !== null && <span className="unseen">{t.session.strength[score]}</span>}
    </span>
  );
}
