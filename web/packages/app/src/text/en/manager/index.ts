import { audit, verify } from "./audit.ts";
import { databases } from "./databases.ts";
import { notifications } from "./notifications.ts";
import { groups, roles, roleTexts, users } from "./people.ts";
import { licence, overview, policies, settings } from "./server.ts";

/** The Server Manager. */
export const manager = {
  places: {
    overview: "Overview",
    databases: "Databases",
    users: "Users",
    groups: "Groups",
    policies: "Server policies",
    licence: "Licence",
    notifications: "Notifications",
    audit: "Audit",
    settings: "Settings",
  },
  jump: {
    field: "Search people, groups, databases, audit",
    found: "Found",
    page: "page",
    database: "database",
  },
  resize: "Width of the details",
  clearSearch: "Clear the search",
  nothingFound: (q: string) => `Nothing here matches “${q.trim()}”`,
  created: "Created",
  changed: "Changed",
  enable: "Enable",
  disable: "Disable",
  disabled: "Disabled",
  selected: (n: string) => `${n} selected`,
  unsaved: (n: number) => (n === 1 ? "1 change not saved" : `${n} changes not saved`),
  once: {
    print: "Print",
    never: "It is shown this once. Nobody can look it up again, not even this server.",
    kept: "I have passed it on, or keep it in a safe place",
  },
  roles,
  roleTexts,
  databases,
  users,
  groups,
  policies,
  licence,
  notifications,
  audit,
  verify,
  overview,
  settings,
};
