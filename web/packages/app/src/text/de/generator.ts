import type { Later } from "../index.ts";

export const generator: Later["generator"] = {
  title: "Neues Passwort",
  open: (field) => `Erzeugen: ${field}`,
  way: "Art des Passworts",
  ways: { characters: "Zeichen", passphrase: "Wörter", pattern: "Muster" },
  made: "Vorschlag",
  another: "Ein anderes",
  use: "Dieses verwenden",
  length: "Länge",
  classes: { lower: "Kleinbuchstaben", upper: "Großbuchstaben", digits: "Ziffern", signs: "Sonderzeichen" },
  plain: "Verwechselbares weglassen (0 O, 1 l I, 5 S)",
  words: "Wörter",
  separator: "Zwischen den Wörtern",
  capitals: "Große Anfangsbuchstaben",
  digit: "Eine Ziffer",
  badPattern: "Dieses Muster ist nicht lesbar.",
  patternHint:
    "u Großbuchstabe, l Kleinbuchstabe, a Buchstabe, d Ziffer, n Buchstabe oder Ziffer, h hexadezimal, s Sonderzeichen, x beliebig, c Konsonant, v Vokal, [abc] eines davon, {4} so oft, \\ das nächste Zeichen wörtlich.",
};
