import type { Text } from "../index.ts";

export const searching: Text["searching"] = {
  title: "Suche",
  field: "Einträge und Ordner suchen",
  help: "Was sich eingeben lässt",
  within: (path) => `in ${path}`,
  everywhere: "Alle Ordner durchsuchen",
  nothingWithin:
    "Nur hier wurde gesucht. Wozu Ihnen die Rechte fehlen, wird nie gefunden; fragen Sie, wer es verwaltet.",
  start: "Geben Sie ein, was Sie suchen",
  startText:
    "Wörter werden in Titeln, Benutzernamen, Adressen, Tags und nicht geheimen Feldern gefunden. Alle müssen vorkommen.",
  foundIn: (fields) => `gefunden in ${fields}`,
  matched: { tags: "Tags", category: "Kategorie", type: "Typ", valid_to: "Ablauf" },
  days: (n) => (n === 365 ? "Binnen eines Jahres" : `Binnen ${n} Tagen`),
  noExpiring: (n) => (n === 365 ? "Nichts läuft binnen eines Jahres ab" : `Nichts läuft binnen ${n} Tagen ab`),
  operators: [
    ['"zwei Wörter"', "die Wörter, wie sie dastehen"],
    ["-alt", "ohne dieses Wort"],
    ["tag:mail", "mit diesem Tag"],
    ["type:credit_card", "von diesem Typ"],
    ["type:folder", "Ordner"],
    ["folder:Server", "unter einem Ordner dieses Namens"],
    ["user:root", "im Benutzernamen"],
    ["url:example.org", "in der Adresse"],
    ["expires:<30d", "läuft binnen 30 Tagen ab"],
    ["expired", "ist abgelaufen"],
  ],
};
