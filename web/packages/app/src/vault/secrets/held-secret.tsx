import { Eye, EyeOff } from "lucide-react";
import { IconButton } from "../../design/button.tsx";
import { useProblemText } from "../../server/problem-text.ts";
import { useText } from "../../text/index.ts";
import { SecretText } from "../details/secret-text.tsx";
import { useReveal } from "../details/use-reveal.ts";
import styles from "./held-secret.module.css";
import { tellUnlessTurnedBack } from "./tell.ts";

interface Props {
  /** Which secret it is, for readers. */
  label: string;
  fetch: () => Promise<string>;
}

/** A secret outside of the fields of an entry: dots, until somebody holds its eye or presses it. */
export function HeldSecret({ label, fetch }: Props) {
  const t = useText();
  const say = useProblemText();
  const { value, press, release } = useReveal(fetch);
  const hold = () => void press().catch((error) => tellUnlessTurnedBack(error, say));
  return (
    <span className={styles.held}>
      <IconButton
        label={value === null ? t.vault.reveal(label) : t.vault.conceal(label)}
        title={t.vault.revealHint}
        aria-pressed={value !== null}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          // What appears may move the eye from under the pointer; the hold goes on.
          event.currentTarget.setPointerCapture(event.pointerId);
          hold();
        }}
        onPointerUp={release}
        onPointerLeave={release}
        onKeyDown={(event) => {
          if ((event.key === " " || event.key === "Enter") && !event.repeat) hold();
        }}
        onKeyUp={(event) => (event.key === " " || event.key === "Enter") && release()}
        onBlur={release}
      >
        {value === null ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
      </IconButton>
      {value === null ? (
        <span className={styles.dots}>
          <span className="unseen">{t.vault.hidden}</span>
          <span aria-hidden>••••••••</span>
        </span>
      ) : (
        <span className={styles.value}>
          <SecretText value={value} />
        </span>
      )}
    </span>
  );
}
