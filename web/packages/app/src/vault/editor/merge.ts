/** Two people changed one entry: what differs, whose change it is, and the entry that comes of the choices. */
import type { EntryType, ObjectAnswer } from "@strongroom/client";
import { type Form, type FormField, formOf, touched } from "./form.ts";

/** Properties beside the fields, as the form names them. */
export const PROPERTIES = [
  "title",
  "type",
  "tags",
  "category",
  "importance",
  "validTo",
  "warning",
  "icon",
  "onlineOnly",
] as const;
export type Property = (typeof PROPERTIES)[number];

export type Pick = "mine" | "theirs";

/** One thing in which the two sides differ. */
export interface Difference {
  key: string;
  of: { property: Property } | { field: string };
  secret: boolean;
  /** Who changed it since both read the same. */
  by: "me" | "them" | "both";
  /** As text; `null`: it is not there, or is a secret. */
  mine: string | null;
  theirs: string | null;
  /** My own field; `undefined`: I took it away. */
  field?: FormField | undefined;
}

function text(form: Form, property: Property): string {
  const value = form[property];
  if (value === null) return "";
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "object" ? `${value.level}: ${value.text}` : String(value);
}

/**
 * What differs between my form and `theirs`, which both grew out of `base`. `secrets` are the names of secret fields
 * that they changed; `null` where nobody can tell, so that each one which I changed is asked about.
 */
export function differences(
  base: ObjectAnswer,
  form: Form,
  theirs: ObjectAnswer,
  secrets: ReadonlySet<string> | null,
): Difference[] {
  const [before, now] = [formOf(base, undefined), formOf(theirs, undefined)];
  const found: Difference[] = [];
  for (const property of PROPERTIES) {
    const [was, mine, there] = [text(before, property), text(form, property), text(now, property)];
    if (mine === there) continue;
    const by = mine === was ? "them" : there === was ? "me" : "both";
    found.push({ key: property, of: { property }, secret: false, by, mine, theirs: there });
  }
  const names = new Set([
    ...form.fields.filter((field) => field.was !== null || field.custom || touched(field, base)).map(baseName),
    ...now.fields.map(({ name }) => name),
  ]);
  for (const name of names) {
    const was = before.fields.find((field) => field.name === name);
    const mine = form.fields.find((field) => baseName(field) === name);
    const there = now.fields.find((field) => field.name === name);
    const iDid = mine === undefined ? was !== undefined : changedByMe(mine, was, base);
    const theyDid = changedByThem(was, there, secrets);
    if (!(iDid || theyDid)) continue;
    const secret = was?.secret === true || mine?.secret === true || there?.secret === true;
    if (!secret && mine?.value === there?.value && mine?.name === there?.name && mine?.kind === there?.kind) continue;
    found.push({
      key: `field ${name}`,
      of: { field: name },
      secret,
      by: iDid && theyDid ? "both" : iDid ? "me" : "them",
      mine: mine?.value ?? null,
      theirs: there?.value ?? null,
      field: mine,
    });
  }
  return found;
}

function baseName(field: FormField): string {
  return field.was ?? field.name;
}

function changedByMe(mine: FormField, was: FormField | undefined, base: ObjectAnswer): boolean {
  if (was === undefined) return mine.custom || touched(mine, base);
  return touched(mine, base) || mine.name !== was.name || mine.kind !== was.kind || mine.secret !== was.secret;
}

function changedByThem(
  was: FormField | undefined,
  there: FormField | undefined,
  secrets: ReadonlySet<string> | null,
): boolean {
  if (was === undefined || there === undefined) return was !== there;
  if (was.kind !== there.kind || was.secret !== there.secret) return true;
  if (!was.secret) return was.value !== there.value;
  return secrets?.has(was.name) ?? false;
}

/** What stands where nothing was chosen: my change stays, and theirs where I made none. */
export function proposed(difference: Difference): Pick {
  return difference.by === "them" ? "theirs" : "mine";
}

/** The form that the choices lead to, on top of what is there now. */
export function merged(
  form: Form,
  theirs: ObjectAnswer,
  type: EntryType | undefined,
  found: Difference[],
  pick: (difference: Difference) => Pick,
): Form {
  let result = formOf(theirs, type);
  for (const difference of found) {
    if (pick(difference) === "theirs") continue;
    if ("property" in difference.of) {
      result = { ...result, [difference.of.property]: form[difference.of.property] };
      continue;
    }
    const { field: name } = difference.of;
    const at = result.fields.findIndex((field) => field.name === name);
    const there = result.fields[at];
    const fields = [...result.fields];
    if (difference.field === undefined) fields.splice(at, at < 0 ? 0 : 1);
    else if (there !== undefined) fields[at] = { ...difference.field, was: there.was, shown: null };
    // A secret that they took away and I never read can not be put back.
    else if (difference.field.value !== null) fields.push({ ...difference.field, was: null, shown: null });
    result = { ...result, fields };
  }
  return result;
}
