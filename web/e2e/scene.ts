/** The small company of the pictures: one database with folders, entries of several kinds, people and their rights. */
import type { Person } from "./api.ts";
import type { World } from "./world.ts";

export interface Company {
  database: string;
  folders: Record<string, string>;
  entries: Record<string, string>;
  mia: Person;
  ben: Person;
}

const SERVERS: [string, string, string][] = [
  ["Backup host", "backup", "https://backup.example.org"],
  ["DNS registrar", "it@example.org", "https://registrar.example"],
  ["Git hosting", "mia", "https://git.example.org"],
  ["Hypervisor 1", "administrator", "https://hv1.example.org"],
  ["Hypervisor 2", "administrator", "https://hv2.example.org"],
  ["LDAP bind account", "cn=reader", ""],
  ["Monitoring", "mia@example.org", "https://status.example"],
  ["Payment terminal", "service", ""],
  ["Telephone system", "admin", "https://pbx.example.org"],
];

/** Makes the company; Mia and Ben work in IT, and Ben sees nothing of Finance. */
export async function company(world: World): Promise<Company> {
  const database = await world.database("Company");
  const folders: Record<string, string> = {};
  for (const title of ["Finance", "IT", "Marketing", "Sales"]) folders[title] = await world.folder(database, title);
  for (const title of ["Servers", "Network", "Licences"]) {
    folders[title] = await world.folder(database, title, folders.IT);
  }
  folders.Banking = await world.folder(database, "Banking", folders.Finance);
  const entries: Record<string, string> = {};
  entries["Mail server"] = await world.entry(database, folders.Servers ?? null, "Mail server", {
    username: "root",
    password: "v7Kt-q93mLx!Rw2",
    totp: "otpauth://totp/Mail:root?secret=JBSWY3DPEHPK3PXP&issuer=Mail",
    url: "https://mail.example.org",
  });
  for (const [title, username, url] of SERVERS) {
    const fields = { username, password: `secret of ${title}`, ...(url === "" ? {} : { url }) };
    entries[title] = await world.entry(database, folders.Servers ?? null, title, fields);
  }
  entries["House bank"] = await world.entry(database, folders.Banking ?? null, "House bank", {
    username: "company",
    password: "only for finance",
  });
  const mia = await world.user({ username: "mia", full_name: "Mia Keller" });
  const ben = await world.user({ username: "ben", full_name: "Ben Ebert" });
  for (const person of [mia, ben]) {
    await world.admit(database, person.id);
    await world.rule(database, folders.IT ?? "", person.id, "editor");
  }
  await world.rule(database, folders.Finance ?? "", mia.id, "reader");
  return { database, folders, entries, mia, ben };
}
