import type { User } from "@strongroom/client";
import { Ban, Check } from "lucide-react";
import { Button } from "../../design/button.tsx";
import { useUser } from "../../session/index.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { governs } from "../access.ts";
import { useEnabling } from "./use-enabling.ts";
import styles from "./users.module.css";

/** What can be done with all accounts that are ticked. */
export function Bulk({ users, onDone }: { users: User[]; onDone: () => void }) {
  const t = useAllText();
  const format = useFormat();
  const me = useUser();
  const { run, busy } = useEnabling();
  const words = t.manager.users;
  const mine = users.filter((user) => governs(me, user));
  const toEnable = mine.filter((user) => !user.enabled);
  const toDisable = mine.filter((user) => user.enabled);
  const left = users.length - mine.length;
  return (
    <section className={styles.bulk} aria-label={words.bulk}>
      <span role="status">
        {t.manager.selected(format.number(users.length))}
        {left > 0 && ` ${words.notYours(left)}`}
      </span>
      <Button
        icon={<Check aria-hidden />}
        busy={busy}
        disabled={toEnable.length === 0}
        onClick={() => void run(toEnable, true).then(onDone)}
      >
        {t.manager.enable}
      </Button>
      <Button
        icon={<Ban aria-hidden />}
        busy={busy}
        disabled={toDisable.length === 0}
        onClick={() => void run(toDisable, false).then(onDone)}
      >
        {t.manager.disable}
      </Button>
    </section>
  );
}
