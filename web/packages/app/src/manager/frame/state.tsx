import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../../design/button.tsx";
import { Empty } from "../../design/empty.tsx";
import { useProblemText } from "../../server/problem-text.ts";
import { useText } from "../../text/index.ts";
import styles from "./state.module.css";

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

interface AnswerProps<T> {
  of: Asked<T>;
  children: (data: T) => ReactNode;
}

/** Draws what was asked for once it is there; says what went wrong, with a way to ask again. */
export function Answer<T>({ of, children }: AnswerProps<T>) {
  const t = useText();
  const say = useProblemText();
  if (of.data !== undefined) return children(of.data);
  if (of.error != null) {
    return (
      <Empty icon={<TriangleAlert aria-hidden />} title={say(of.error)}>
        <Button look="go" onClick={() => void of.refetch()}>
          {t.everywhere.retry}
        </Button>
      </Empty>
    );
  }
  return (
    <p className={styles.loading} role="status">
      {t.everywhere.loading}
    </p>
  );
}

/** A sentence of consequence, with its sign. */
export function Caution({ look, children }: { look: "warn" | "bad"; children: ReactNode }) {
  return (
    <p className={look === "bad" ? styles.bad : styles.warn}>
      <TriangleAlert aria-hidden />
      <span>{children}</span>
    </p>
  );
}
