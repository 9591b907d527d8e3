import type { Text } from "../index.ts";

export const shell: Text["shell"] = {
  skip: "Zum Inhalt springen",
  account: "Konto",
  serverManager: "Server-Manager",
  client: "Passwörter",
  palette: "Einträge suchen oder Befehl eingeben",
  nothingHere: "Hier ist nichts",
  nothingHereText: "Die Adresse führt ins Leere oder zu etwas, das Sie nicht sehen dürfen.",
  home: "Zum Anfang",
  crashed: "Dieser Teil der Seite ist ausgefallen",
  crashedText:
    "Was Sie gespeichert haben, ist sicher. Laden Sie die Seite neu; fällt sie wieder aus, sagen Sie Ihrem Administrator, was Sie getan haben.",
  reload: "Neu laden",
  offline: "Der Server antwortet nicht. Neuer Versuch …",
  ended: "Ihre Sitzung ist beendet.",
  keys: "Tasten",
};
