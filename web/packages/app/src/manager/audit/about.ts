import type { AuditRecord } from "@strongroom/client";

/**
 * What a record is about besides its entry, in names: whom a right was set for, who came into which group. Ids of which
 * nobody tells a name say nothing in a line; they stand in the details. Who did it has a column of their own.
 */
export function aboutOf(record: AuditRecord, nameOf: (id: string) => string | undefined): string[] {
  const ids = new Set(idsIn(record.details));
  for (const known of [record.actor, record.database, record.object]) if (known != null) ids.delete(known);
  const names = [...ids].map(nameOf).filter((name) => name !== undefined);
  return names.length > 0 ? names : words(record.details);
}

function idsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(idsIn) : [];
}

/** What was changed of something, where the record says that and no names: properties, settings, fields. */
function words(details: Record<string, unknown>): string[] {
  const found = ["properties", "settings", "fields", "format", "name"].map((key) => details[key]);
  return found.flatMap((value) =>
    typeof value === "string"
      ? [value]
      : Array.isArray(value)
        ? value.filter((one): one is string => typeof one === "string")
        : [],
  );
}
