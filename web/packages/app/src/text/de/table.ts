import type { Text } from "../index.ts";

export const table: Text["table"] = {
  tickAll: "Alle auswählen",
  tick: (name) => `${name} auswählen`,
  chosen: "Ausgewählt",
  removeOne: (name) => `${name} entfernen`,
  search: "Personen und Gruppen suchen",
  searchUsers: "Personen suchen",
  searchGroups: "Gruppen suchen",
  user: "Person",
  group: "Gruppe",
  nobody: (q) => `Hier heißt niemand „${q}“.`,
};
