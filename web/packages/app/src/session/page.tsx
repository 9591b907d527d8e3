import { KeyRound } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { useProblemText } from "../server/problem-text.ts";
import { useText } from "../text/index.ts";
import styles from "./page.module.css";

interface Props {
  title: string;
  text?: ReactNode;
  /** What the form does; what it throws is told above its fields. */
  submit: () => Promise<void>;
  children: (busy: boolean) => ReactNode;
  below?: ReactNode;
}

/** A page with one form in the middle: signing in, the first account, a new password. */
export function FormPage({ title, text, submit, children, below }: Props) {
  const t = useText();
  const say = useProblemText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await submit();
    } catch (problem) {
      setError(say(problem));
    } finally {
      setBusy(false);
    }
  }

  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={onSubmit} noValidate>
        <div className={styles.mark}>
          <KeyRound aria-hidden />
          {t.everywhere.product}
        </div>
        <h1 className={styles.title}>{title}</h1>
        {text !== undefined && <p className={styles.text}>{text}</p>}
        {error !== null && (
          <p className={styles.error} role="alert">
            {error}
          </p>
        )}
        {children(busy)}
        {below}
      </form>
    </main>
  );
}
