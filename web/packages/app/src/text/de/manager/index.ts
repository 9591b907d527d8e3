import type { Later } from "../../index.ts";
import { audit, verify } from "./audit.ts";
import { databases } from "./databases.ts";
import { notifications } from "./notifications.ts";
import { groups, roles, roleTexts, users } from "./people.ts";
import { licence, overview, policies, settings } from "./server.ts";

export const manager: Later["manager"] = {
  places: {
    overview: "Übersicht",
    databases: "Datenbanken",
    users: "Benutzer",
    groups: "Gruppen",
    policies: "Server-Richtlinien",
    licence: "Lizenz",
    notifications: "Benachrichtigungen",
    audit: "Protokoll",
    settings: "Einstellungen",
  },
  jump: {
    field: "Personen, Gruppen, Datenbanken, Protokoll suchen",
    found: "Gefunden",
    page: "Seite",
    database: "Datenbank",
  },
  resize: "Breite der Einzelheiten",
  clearSearch: "Suche leeren",
  nothingFound: (q) => `Nichts hier passt zu „${q.trim()}“`,
  created: "Angelegt",
  changed: "Geändert",
  enable: "Aktivieren",
  disable: "Deaktivieren",
  disabled: "Deaktiviert",
  selected: (n) => `${n} ausgewählt`,
  unsaved: (n) => (n === 1 ? "1 Änderung nicht gespeichert" : `${n} Änderungen nicht gespeichert`),
  once: {
    print: "Drucken",
    never: "Dies wird nur dieses eine Mal gezeigt. Niemand kann es später nachsehen, auch dieser Server nicht.",
    kept: "Ich habe es weitergegeben oder verwahre es an einem sicheren Ort",
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
