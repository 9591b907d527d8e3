/** The entry of the tests. */
import type { EntryType, ObjectAnswer } from "@strongroom/client";
import type { Form } from "./form.ts";

export const PASSWORD: EntryType = {
  name: "password",
  title: "Password",
  fields: [
    { name: "username", title: "User name", kind: "text", secret: false },
    { name: "password", title: "Password", kind: "password", secret: true },
    { name: "url", title: "Address", kind: "url", secret: false },
    { name: "notes", title: "Notes", kind: "multiline", secret: true },
  ],
};

export function entry(change: Partial<ObjectAnswer> = {}): ObjectAnswer {
  return {
    id: "e",
    database: "d",
    parent: null,
    kind: "entry",
    type: "password",
    revision: 3,
    title: "Mail server",
    tags: ["mail"],
    category: null,
    importance: "normal",
    icon: null,
    valid_to: null,
    warning: null,
    online_only: false,
    kept_online: false,
    rights: ["access_entries", "read_entries", "modify_entries"],
    second_password: false,
    fields: [
      { name: "username", kind: "text", secret: false, value: "root" },
      { name: "password", kind: "password", secret: true },
      { name: "Rack", kind: "text", secret: false, custom: true, value: "B7" },
      { name: "PIN", kind: "text", secret: true, custom: true },
    ],
    ...change,
  };
}

export function changed(form: Form, name: string, change: Partial<Form["fields"][number]>): Form {
  return { ...form, fields: form.fields.map((field) => (field.name === name ? { ...field, ...change } : field)) };
}
