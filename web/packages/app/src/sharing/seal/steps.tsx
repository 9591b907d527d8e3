import type { SealState } from "@strongroom/client";
import { Check } from "lucide-react";
import { useText } from "../../text/index.ts";
import styles from "./panel.module.css";

const AT: Record<SealState, number> = { sealed: 0, waiting: 1, approved: 2, broken: 3, unsealed: 3 };

/** The way from a request to something open, with the step that it is at. */
export function SealSteps({ state }: { state: SealState }) {
  const t = useText();
  const { steps } = t.sharing;
  const names = [steps.request, steps.waiting, steps.granted, steps.open];
  const at = AT[state];
  return (
    <ol className={styles.steps} aria-label={t.sharing.step(at + 1, names.length, names[at] ?? "")}>
      {names.map((name, index) => (
        <li key={name} aria-current={index === at ? "step" : undefined} data-done={index < at || undefined}>
          <span className={styles.dot} aria-hidden>
            {index < at ? <Check /> : index + 1}
          </span>
          {name}
        </li>
      ))}
    </ol>
  );
}
