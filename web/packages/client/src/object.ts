import type { Object as Document } from "./schema.ts";

/** What the pages count on, though an object that is sealed or shown by its name alone comes without them. */
type Always = "fields" | "online_only" | "revision" | "rights" | "second_password" | "tags";

/** A folder or an entry, without its secrets. */
export type ObjectAnswer = Document & Required<Pick<Document, Always>>;

/** An answer of the API with what it may leave out. */
export function objectAnswer(document: Document): ObjectAnswer {
  const none = { fields: [], online_only: false, revision: 0, rights: [], second_password: false, tags: [] };
  return { ...none, ...document };
}
