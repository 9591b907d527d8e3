import type { Decision, Look } from "@strongroom/client";
import { Check, Minus, X } from "lucide-react";
import { useAllText } from "../../text/index.ts";
import styles from "./look.module.css";

/** How a decision looks, asked on an object, or at the database. */
export function lookOf(decision: Decision, object: string | null): Look {
  const because = decision.because;
  const kind = because?.kind;
  const atDatabase = kind === "assignment_allows" || kind === "assignment_denies";
  const onObject = kind === "rule_allows" || kind === "rule_denies" || kind === "grant_allows";
  const here = atDatabase ? object === null : onObject && object !== null && because?.object?.id === object;
  if (decision.allowed) return here ? "allowed_here" : "allowed_above";
  const denied = kind === "assignment_denies" || kind === "rule_denies" || kind === "policy_disabled";
  if (!denied) return "not_granted";
  return here ? "denied_here" : "denied_above";
}

/** One of the five looks as a sign: filled is set here, outlined comes from above, a dash is not granted. */
export function LookSign({ look, named = false }: { look: Look; named?: boolean }) {
  const t = useAllText();
  const name = t.permissionsScreen.looks[look];
  const sign =
    look === "not_granted" ? (
      <Minus aria-hidden />
    ) : look.startsWith("allowed") ? (
      <Check aria-hidden />
    ) : (
      <X aria-hidden />
    );
  return (
    <span className={styles.sign} data-look={look} title={name}>
      {sign}
      {named && <span className="unseen">{name}</span>}
    </span>
  );
}
