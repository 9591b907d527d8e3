import type { Effects } from "@strongroom/client";
import { Eye, EyeOff, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useNames } from "../server/names.ts";
import { useFormat } from "../text/format.ts";
import { useText } from "../text/index.ts";
import styles from "./moving.module.css";

/** So many people are named; of more it is said how many there are. */
const NAMED = 6;

/** Of so many the names are asked for, so that the few that are shown are among them. */
const ASKED = 100;

/** What a move or a copy changes for people, in sentences: who sees it then, who no longer does, what one loses. */
export function EffectsText({ effects }: { effects: Effects }) {
  const t = useText();
  const format = useFormat();
  const { lose_sight: lose, gain_sight: gain, lost } = effects;
  const people = effects.people ?? [];
  const nameOf = useNames(people.slice(0, ASKED).map(({ user }) => user));
  const names = (change: "gained" | "lost") => {
    const found = people.filter((one) => one[change].includes("access_entries")).map(({ user }) => nameOf(user));
    return found.length > NAMED ? [...found.slice(0, NAMED), "…"] : found;
  };
  const words = t.moving.permissions as Record<string, string>;
  const others = people.filter(
    ({ gained, lost }) => !gained.includes("access_entries") && !lost.includes("access_entries"),
  ).length;
  const lines: { key: string; look?: string; icon: ReactNode; text: string }[] = [];
  if (lose != null && lose > 0) {
    const text = t.moving.loseSight(format.number(lose), lose === 1, format.list(names("lost")));
    lines.push({ key: "lose", look: "lose", icon: <EyeOff aria-hidden />, text });
  }
  if (gain != null && gain > 0) {
    const text = t.moving.gainSight(format.number(gain), gain === 1, format.list(names("gained")));
    lines.push({ key: "gain", look: "gain", icon: <Eye aria-hidden />, text });
  }
  if (others > 0) {
    lines.push({
      key: "others",
      icon: <Info aria-hidden />,
      text: t.moving.otherRights(format.number(others), others === 1),
    });
  }
  if (lost.length > 0) {
    const text = t.moving.youLose(format.list(lost.map((one) => words[one] ?? one)));
    lines.push({ key: "own", look: "lose", icon: <TriangleAlert aria-hidden />, text });
  }
  if (lines.length === 0 && gain != null) {
    lines.push({ key: "none", icon: <Info aria-hidden />, text: t.moving.noEffects });
  }
  return (
    <ul className={styles.effects}>
      {lines.map(({ key, look, icon, text }) => (
        <li key={key} data-look={look}>
          {icon}
          {text}
        </li>
      ))}
    </ul>
  );
}
