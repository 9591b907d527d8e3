/** The files that become databases, as the API calls them. */
export const FORMATS = [
  "kdbx",
  "archive",
  "csv",
  "password_depot_xml",
  "keepass_xml",
  "bitwarden_json",
  "1pux",
] as const;
export type Format = (typeof FORMATS)[number];

const BY_END: Record<string, Format> = {
  kdbx: "kdbx",
  csv: "csv",
  "1pux": "1pux",
  json: "bitwarden_json",
  xml: "keepass_xml",
  strongroom: "archive",
};

/** What a file called `name` probably is. */
export function formatOf(name: string): Format | undefined {
  return BY_END[name.split(".").at(-1)?.toLowerCase() ?? ""];
}

/** Whether a file of this kind is opened by a password or a key file. */
export function isEncrypted(format: Format): boolean {
  return format === "kdbx" || format === "archive";
}
