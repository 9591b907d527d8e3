import type { SealState } from "@strongroom/client";
import { Award, BadgeCheck, Hourglass, LockOpen } from "lucide-react";
import { Tag } from "../../design/tag.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";

const ICONS = { sealed: Award, waiting: Hourglass, approved: BadgeCheck, broken: LockOpen, unsealed: LockOpen };

/** The sign of a state; its word stands beside it. */
export function SealIcon({ state }: { state: SealState }) {
  const Icon = ICONS[state];
  return <Icon aria-hidden />;
}

/** The seal on something, for a row: a sign, a word, and until when where that is known. */
export function SealTag({ seal }: { seal: { state: SealState; until?: string | null } }) {
  const t = useText();
  const format = useFormat();
  const { state, until } = seal;
  const words =
    until == null
      ? t.sharing.states[state]
      : state === "approved"
        ? t.sharing.approvedUntil(format.time(until))
        : state === "broken"
          ? t.sharing.openUntil(format.time(until))
          : t.sharing.states[state];
  return (
    <Tag look="seal" icon={<SealIcon state={state} />}>
      {words}
    </Tag>
  );
}
