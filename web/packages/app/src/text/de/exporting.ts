import type { Later } from "../index.ts";

export const exporting: Later["exporting"] = {
  title: (what) => `${what} exportieren`,
  text: "Was den Server verlässt, schützen Rechte, Siegel und Audit nicht mehr.",
  go: "Exportieren",
  format: "Art der Datei",
  formats: { kdbx: "KeePass (kdbx)", archive: "Strongroom-Archiv", csv: "Tabelle (CSV)", json: "JSON" },
  formatTexts: {
    kdbx: "Mit einem Passwort verschlüsselt. KeePass und KeePassXC öffnen sie.",
    archive: "Mit einem Passwort verschlüsselt. Enthält alles, für ein anderes Strongroom.",
    csv: "Nicht verschlüsselt. Für andere Programme; ohne Anhänge und Verlauf.",
    json: "Nicht verschlüsselt. Für Skripte.",
  },
  noArchive: "Dafür braucht es das Recht, eine lokale Kopie zu speichern.",
  spreadsheet: "Sicher für Tabellenkalkulationen",
  spreadsheetText:
    "Setzt ein Zeichen vor alles, was eine Tabellenkalkulation für eine Formel halten könnte. Solche Werte sind dann nicht, wie sie waren.",
  password: "Passwort der Datei",
  again: "Passwort wiederholen",
  plain: "Diese Datei ist nicht verschlüsselt: Wer sie bekommt, liest jedes Passwort darin.",
  leftOut:
    "Nicht dabei ist, was Sie nicht ohne Hilfe eines Siegels lesen, was nur online benutzt werden darf, was ein zweites Passwort schützt und was im Papierkorb liegt.",
  done: (taken, leftOut) =>
    leftOut === ""
      ? `${taken} Einträge und Ordner exportiert`
      : `${taken} Einträge und Ordner exportiert, ${leftOut} weggelassen`,
  printTitle: (what) => `${what} drucken`,
  printText: (entries) => `${entries} mit allen Passwörtern im Klartext. Papier kennt keine Rechte und kein Schloss.`,
  printLogged: "Jeder gedruckte Eintrag wird im Audit vermerkt.",
  printGo: "Lesen und Seite zeigen",
  nothing: "Hier ist nichts, was Sie drucken dürfen.",
  sheet: "Druckseite",
  sheetText: "Das kommt aufs Papier. Nach dem Drucken oder Schließen ist es von dieser Seite verschwunden.",
  printedBy: (who, when) => `Gedruckt von ${who}, ${when}`,
  notPrinted: (titles) => `Nicht gedruckt: ${titles}`,
};
