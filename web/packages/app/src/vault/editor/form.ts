/** What the editor holds: the same for every type of entry, new or not. */
import type {
  EntryType,
  FieldKind,
  Importance,
  NewObject,
  ObjectAnswer,
  PatchField,
  Warning,
} from "@strongroom/client";

/** One field as it is edited. */
export interface FormField {
  /** Tells fields apart while their names change. */
  key: string;
  name: string;
  /** Its name in what is edited; `null`: it is new. */
  was: string | null;
  kind: FieldKind;
  secret: boolean;
  custom: boolean;
  /** `null`: a secret that nobody looked at or changed. */
  value: string | null;
  /** The secret as the server gave it, so that looking at it is no change. */
  shown: string | null;
}

/** An entry as it is edited. */
export interface Form {
  type: string;
  title: string;
  tags: string[];
  category: string;
  importance: Importance;
  validTo: string | null;
  warning: Warning | null;
  /** The name of its icon; empty: none. */
  icon: string;
  onlineOnly: boolean;
  fields: FormField[];
}

/** What is sent to change an entry: every field of the API's own shape that differs. */
export interface Patch {
  type?: string;
  title?: string;
  tags?: string[];
  category?: string | null;
  importance?: Importance;
  valid_to?: string | null;
  warning?: Warning | null;
  icon?: string | null;
  online_only?: boolean;
  fields?: PatchField[];
}

/** Kinds whose values are secret wherever they stand. */
export function alwaysSecret(kind: FieldKind): boolean {
  return kind === "password" || kind === "totp";
}

/** An empty form of a type. */
export function emptyForm(type: EntryType): Form {
  const fields = type.fields.map((field): FormField => {
    const { name, kind, secret } = field;
    return { key: name, name, was: null, kind, secret, custom: false, value: "", shown: null };
  });
  return {
    type: type.name,
    title: "",
    tags: [],
    category: "",
    importance: "normal",
    validTo: null,
    warning: null,
    icon: "",
    onlineOnly: false,
    fields,
  };
}

/** The form of what is there: the fields of the type in its order, then the others. */
export function formOf(entry: ObjectAnswer, type: EntryType | undefined): Form {
  const there = new Map(entry.fields.map((field) => [field.name, field]));
  const own = (type?.fields ?? []).map((defined): FormField => {
    const field = there.get(defined.name);
    there.delete(defined.name);
    const { name, kind } = defined;
    const secret = defined.secret || field?.secret === true;
    const value = field === undefined ? "" : field.secret ? null : (field.value ?? "");
    return { key: name, name, was: field === undefined ? null : name, kind, secret, custom: false, value, shown: null };
  });
  const others = [...there.values()].map(({ name, kind, secret, custom, value }): FormField => {
    return {
      key: name,
      name,
      was: name,
      kind,
      secret,
      custom: custom === true,
      value: secret ? null : (value ?? ""),
      shown: null,
    };
  });
  return {
    type: entry.type ?? "password",
    title: entry.title,
    tags: entry.tags,
    category: entry.category ?? "",
    importance: entry.importance ?? "normal",
    validTo: entry.valid_to ?? null,
    warning: entry.warning ?? null,
    icon: entry.icon ?? "",
    onlineOnly: entry.online_only,
    fields: [...own, ...others],
  };
}

/** The form under another type: what both know stays, what only the old one knew becomes a field of one's own. */
export function withType(form: Form, type: EntryType): Form {
  const left = new Map(form.fields.map((field) => [field.name, field]));
  const own = type.fields.map((defined): FormField => {
    const field = left.get(defined.name);
    if (field === undefined || field.kind !== defined.kind)
      return emptyForm({ ...type, fields: [defined] }).fields[0] as FormField;
    left.delete(defined.name);
    return { ...field, custom: false, secret: field.secret || defined.secret };
  });
  const others = [...left.values()]
    .filter((field) => field.was !== null || field.custom || (field.value ?? "") !== "")
    .map((field) => ({ ...field, custom: true }));
  return { ...form, type: type.name, fields: [...own, ...others] };
}

/** Whether the person gave this field another value. */
export function touched(field: FormField, base: ObjectAnswer | null): boolean {
  if (field.value === null) return false;
  const before = base?.fields.find(({ name }) => name === field.was);
  if (before === undefined) return field.value !== "";
  return before.secret ? field.value !== field.shown : field.value !== (before.value ?? "");
}

/** The names of secrets that have to be read before a save, because a field of another name is another field. */
export function neededSecrets(form: Form): string[] {
  return form.fields.flatMap(({ was, name, value }) => (was !== null && was !== name && value === null ? [was] : []));
}

/** What has to be sent so that `base` becomes the form; `null`: nothing differs. */
export function patchOf(base: ObjectAnswer, form: Form): Patch | null {
  const patch: Patch = {};
  if (form.type !== (base.type ?? "password")) patch.type = form.type;
  if (form.title !== base.title) patch.title = form.title;
  if (form.tags.join("\n") !== base.tags.join("\n")) patch.tags = form.tags;
  if (form.category !== (base.category ?? "")) patch.category = form.category === "" ? null : form.category;
  if (form.importance !== (base.importance ?? "normal")) patch.importance = form.importance;
  if (form.validTo !== (base.valid_to ?? null)) patch.valid_to = form.validTo;
  if (JSON.stringify(cleaned(form.warning)) !== JSON.stringify(cleaned(base.warning ?? null)))
    patch.warning = cleaned(form.warning);
  if (form.icon !== (base.icon ?? "")) patch.icon = form.icon === "" ? null : form.icon;
  if (form.onlineOnly !== base.online_only) patch.online_only = form.onlineOnly;
  const fields = changedFields(base, form);
  if (fields.length > 0) patch.fields = fields;
  return Object.keys(patch).length === 0 ? null : patch;
}

/** A warning without words is none. */
function cleaned(warning: Warning | null): Warning | null {
  return warning === null || warning.text.trim() === "" ? null : { level: warning.level, text: warning.text };
}

function changedFields(base: ObjectAnswer, form: Form): PatchField[] {
  const changes = new Map<string, PatchField>();
  const kept = new Set(form.fields.filter(({ was, name }) => was === name).map(({ name }) => name));
  for (const { name } of base.fields) if (!kept.has(name)) changes.set(name, { name, value: null });
  for (const field of form.fields) {
    const { name, kind, secret, custom, value } = field;
    const before = base.fields.find((one) => one.name === field.was);
    if (before === undefined || field.was !== name) {
      if (custom) changes.set(name, { name, kind, secret, custom, value: value ?? "" });
      else if ((value ?? "") !== "") changes.set(name, { name, value });
      continue;
    }
    const change: PatchField = { name };
    if (custom && kind !== before.kind) change.kind = kind;
    if (custom && secret !== before.secret && !alwaysSecret(kind)) change.secret = secret;
    if (touched(field, base)) change.value = value;
    if (Object.keys(change).length > 1) changes.set(name, change);
  }
  return [...changes.values()];
}

/** What is sent to make the entry in `parent`. */
export function newObjectOf(form: Form, parent: string | null): NewObject {
  const fields = form.fields
    .filter(({ custom, value }) => custom || (value ?? "") !== "")
    .map(({ name, kind, secret, custom, value }) => (custom ? { name, kind, secret, custom, value } : { name, value }));
  return {
    parent,
    kind: "entry",
    type: form.type,
    title: form.title,
    tags: form.tags,
    category: form.category === "" ? null : form.category,
    importance: form.importance,
    valid_to: form.validTo,
    warning: cleaned(form.warning),
    icon: form.icon === "" ? null : form.icon,
    online_only: form.onlineOnly,
    fields,
  };
}

/** What of the form is kept as a draft: secrets only where the person typed them. */
export function withoutShown(form: Form): Form {
  const fields = form.fields.map((field) =>
    field.shown === null ? field : { ...field, value: field.value === field.shown ? null : field.value, shown: null },
  );
  return { ...form, fields };
}

/** A name for a custom field that no other has. */
export function freeName(form: Form, wanted: string): string {
  const names = new Set(form.fields.map(({ name }) => name));
  if (!names.has(wanted)) return wanted;
  for (let number = 2; ; number += 1) if (!names.has(`${wanted} ${number}`)) return `${wanted} ${number}`;
}
