import type { Cause, Decision } from "@strongroom/client";
import type { AllText } from "../../text/index.ts";
import type { Marks } from "./marks.ts";

/** Where somebody looks at reasons. */
export interface Reader {
  db: string;
  /** Whose rights are looked at. */
  principal: string;
  /** On what; `null`: at the database. */
  object: string | null;
  /** Whether an id is a folder's. */
  isFolder: (id: string) => boolean;
}

/** Why something is as it is: words, and what they name, which leads to the rule that decided. */
export interface Reason {
  words: string;
  /** What the words name. */
  name?: string;
  /** Where the rule stands. */
  href?: string;
  /** The permission that is lacking. */
  needs?: NonNullable<Cause["permission"]>;
}

/** The address of a principal's rights on an object, or at the database. */
export function addressOf(db: string, principal: string, object?: string | null): string {
  const base = `/manager/databases/${db}/permissions/${principal}`;
  return object == null ? `${base}/general` : `${base}/objects/${object}`;
}

/** The reason for one decision. */
export function reasonOf(cause: Cause, reader: Reader, t: AllText): Reason {
  const why = t.permissionsScreen.why;
  const who = cause.principal;
  const own = who == null || who.id === reader.principal;
  const whoName = who == null ? "" : who.kind === "group" ? why.group(who.name) : why.user(who.name);
  const at = cause.object;
  const placeName = at == null ? why.somewhere : reader.isFolder(at.id) ? why.folder(at.title) : why.entry(at.title);
  const rule = (words: string): Reason => {
    const here = at != null && at.id === reader.object;
    const name = own ? placeName : here ? whoName : why.joined(whoName, placeName);
    const href = at == null || who == null ? undefined : addressOf(reader.db, who.id, at.id);
    return { words, name, href };
  };
  const assignment = (words: string): Reason => {
    const href = who == null ? undefined : addressOf(reader.db, who.id);
    return { words, name: own ? why.database : whoName, href };
  };
  switch (cause.kind) {
    case "rule_allows":
      return own && at?.id === reader.object ? { words: why.allowedHere } : rule(why.allowedBy);
    case "rule_denies":
      return own && at?.id === reader.object ? { words: why.deniedHere } : rule(why.deniedBy);
    case "assignment_allows":
      return own && reader.object === null ? { words: why.allowedHere } : assignment(why.allowedBy);
    case "assignment_denies":
      return own && reader.object === null ? { words: why.deniedHere } : assignment(why.deniedBy);
    case "grant_allows":
      return { ...grant(why.grantedBy), name: at == null ? why.grant : placeName };
    case "policy_enabled":
      return { words: why.enabledBy, name: why.policy, href: "/manager/policies" };
    case "policy_disabled":
      return { words: why.disabledBy, name: why.policy, href: "/manager/policies" };
    case "needs": {
      const needs = cause.permission ?? undefined;
      return { words: why.needs, name: needs === undefined ? "" : t.permissions.names[needs], needs };
    }
    case "cut": {
      const href = at == null ? undefined : addressOf(reader.db, reader.principal, at.id);
      return { words: why.cutBy, name: placeName, href };
    }
    case "rule_without_assignment":
      return { ...assignment(why.withoutPlace), name: whoName };
    case "seal":
    case "only_through_seal":
      return grant(why.sealed);
    case "suspended":
      return grant(why.suspended);
    case "super_administrator":
      return { words: why.superAdministrator };
    case "owner":
      return { words: why.owner };
    case "account_disabled":
      return { words: why.accountDisabled };
    case "not_assigned":
      return { words: why.notAssigned };
    case "database_not_allowed":
      return { words: why.databaseClosed };
    case "open_by_grant_only":
      return { words: why.byGrantOnly };
    case "not_owner":
      return { words: why.notOwner };
    default:
      return { words: why.nothing };
  }

  function grant(words: string): Reason {
    const to = who?.id ?? reader.principal;
    return { words, name: why.grant, href: `/manager/databases/${reader.db}/permissions/${to}/sealed` };
  }
}

/** The reasons for a decision: what decided, and for a deny that is new what it beats. */
export function reasonsOf(decision: Decision, before: Decision | undefined, reader: Reader, t: AllText): Reason[] {
  if (decision.because == null) return [];
  const first = reasonOf(decision.because, reader, t);
  const { kind } = decision.because;
  const beats = (kind === "rule_denies" || kind === "assignment_denies") && before?.allowed === true;
  if (!beats || before.because == null) return [first];
  const others = [before.because, ...(before.also ?? [])].map((cause) => reasonOf(cause, reader, t));
  const named = others.find((reason) => reason.name !== undefined);
  return named === undefined ? [first] : [first, { ...named, words: t.permissionsScreen.why.beats }];
}

/** A reason as one sentence, for readers. */
export function said(reasons: Reason[]): string {
  return reasons.map(({ words, name }) => (name === undefined ? words : `${words} ${name}`)).join("; ");
}

/** The permission to allow as well, so that an allow that is set comes to something. */
export function fixOf(decision: Decision, marks: Marks, permission: keyof Marks) {
  const needs = decision.because?.kind === "needs" ? decision.because.permission : undefined;
  return marks[permission] === "allow" && needs != null && marks[needs] !== "allow" ? needs : undefined;
}
