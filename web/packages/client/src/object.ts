import type { Object as Document } from "./schema.ts";

/** What the server always sends of an object, though the document lets a client that reads older ones do without. */
type Always = "fields" | "online_only" | "revision" | "rights" | "second_password" | "tags";

/** A folder or an entry, without its secrets. */
export type ObjectAnswer = Document & Required<Pick<Document, Always>>;
