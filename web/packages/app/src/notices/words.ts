/** What a notice says. Only of what the server gave: what its reader may not see now is named nowhere. */
import type { Notice, PrincipalRef } from "@strongroom/client";
import type { Text } from "../text/index.ts";

/** The kinds of notices, in the order in which they are chosen from. */
export const KINDS = {
  seals: [
    "seal_requested",
    "seal_approved",
    "seal_rejected",
    "seal_broken",
    "seal_taken_off",
    "sealed_again",
    "seal_period_over",
  ],
  grants: ["grant_given", "grant_changed", "grant_revoked", "grant_ended", "grant_suspended"],
  account: ["password_reset", "account_changed", "members_changed"],
  work: ["lock_released", "second_password_set", "import_finished", "entry_expires", "subscribed", "webhook_disabled"],
} as const satisfies Record<keyof Text["notices"]["groups"], (keyof Text["notices"]["kinds"])[]>;

/** Begins a sentence with a capital where a word of ours begins it. Names of people stay as they are written. */
function begun(text: string, words: Text["notices"]): string {
  const own = [words.unseen, words.somebodySmall, words.you].some((word) => text.startsWith(word));
  return own ? text.charAt(0).toLocaleUpperCase() + text.slice(1) : text;
}

/** The sentence of a notice. */
export function sentence(notice: Notice, t: Text, nameOf = (one: PrincipalRef) => one.name): string {
  return begun(said(notice, t.notices, nameOf) ?? notice.text, t.notices);
}

function said(notice: Notice, words: Text["notices"], nameOf: (one: PrincipalRef) => string): string | null {
  const { says } = words;
  const actor = notice.actor == null ? words.somebody : nameOf(notice.actor);
  // Absent: the reader, or somebody whose account is gone. The sentence of the server tells them apart.
  const mine = notice.person == null && !notice.text.startsWith("The request of somebody ");
  const person = notice.person != null ? nameOf(notice.person) : mine ? words.you : words.somebodySmall;
  const group = notice.group?.name ?? words.aGroup;
  const object = notice.object != null ? words.quoted(notice.object.name) : (notice.database?.name ?? words.unseen);
  switch (notice.kind) {
    case "seal_requested":
      return says.seal_requested(actor, object);
    case "seal_approved":
      return mine ? says.seal_approved_you(object) : says.seal_approved(person, object);
    case "seal_rejected":
      return mine ? says.seal_rejected_you(object) : says.seal_rejected(person, object);
    case "seal_broken":
      return says.seal_broken(actor, object);
    case "seal_taken_off":
      return says.seal_taken_off(person, object);
    case "sealed_again":
      return says.sealed_again(person, object);
    case "seal_period_over":
      return says.seal_period_over(object);
    case "grant_given":
      return says.grant_given(actor, object);
    case "grant_changed":
      return says.grant_changed(actor, object);
    case "grant_revoked":
      return says.grant_revoked(actor, object);
    case "grant_ended":
      return says.grant_ended(object);
    case "grant_suspended":
      return says.grant_suspended(notice.person == null ? words.somebodySmall : nameOf(notice.person), object);
    case "lock_released":
      return says.lock_released(actor, object);
    case "password_reset":
      return says.password_reset(actor);
    case "account_changed":
      return says.account_changed(actor);
    case "members_changed":
      if (notice.event === "member_added") return says.member_added(person, group);
      if (notice.event === "member_removed") return says.member_removed(person, group);
      return says.members_changed(group);
    case "second_password_set":
      return says.second_password_set(actor, object);
    case "import_finished":
      return says.import_finished;
    case "entry_expires":
      return says.entry_expires(object);
    case "subscribed":
      if (notice.event == null) return says.subscribed_nothing;
      return says.subscribed(
        notice.event,
        actor,
        notice.object == null && notice.database == null ? words.theServer : object,
      );
    case "webhook_disabled":
      return says.webhook_disabled;
    default:
      return null;
  }
}

/** Where it happened, as an address; `null` where there is nothing that the reader sees. */
export function whereOf({ kind, database, object }: Notice): string | null {
  if (kind === "seal_requested") return "/approvals";
  if (database == null) return null;
  return object == null ? `/db/${database.id}` : `/find/${database.id}/${object.id}`;
}
