import type { Text } from "../index.ts";

const NAMES: Record<string, string> = {
  Ctrl: "Strg",
  Shift: "Umschalt",
  Space: "Leertaste",
  Enter: "Eingabe",
  Del: "Entf",
  Home: "Pos1",
  End: "Ende",
  Page: "Bild",
  Menu: "Menü",
};

export const keys: Text["keys"] = {
  title: "Tasten",
  single:
    "Einzelne Tasten wie ? wirken nur, wo niemand schreibt. Im Menü des Kontos unter „Darstellung“ lassen sie sich abschalten.",
  singleOff:
    "Einzelne Tasten wie / und ? sind abgeschaltet. Im Menü des Kontos unter „Darstellung“ lassen sie sich einschalten.",
  showAll: "Alle Tasten",
  named: (keys) =>
    keys
      .split(" ")
      .map((key) => NAMES[key] ?? key)
      .join(" "),
  groups: {
    everywhere: "Überall",
    list: "In Listen",
    tree: "Im Baum der Ordner",
    details: "Neben einem offenen Eintrag",
    dialogs: "In Dialogen",
  },
  acts: {
    search: "Suche und Befehle",
    map: "Diese Übersicht",
    pane: "Nächster Bereich, voriger Bereich",
    newEntry: "Neuer Eintrag",
    lock: "Sperren",
    back: "Zurück",
    move: "Durch die Liste gehen",
    range: "Einen Bereich auswählen",
    one: "Einen mehr oder weniger auswählen",
    all: "Alles auswählen",
    open: "Öffnen",
    password: "Passwort kopieren",
    user: "Benutzernamen kopieren",
    address: "Adresse öffnen",
    code: "Einmalcode kopieren",
    edit: "Bearbeiten",
    rename: "Umbenennen",
    delete: "In den Papierkorb",
    cut: "Ausschneiden, zum Verschieben",
    paste: "Ausgeschnittenes hierher verschieben",
    menu: "Alle Aktionen",
    treeMove: "Bewegen; Buchstaben finden einen Ordner",
    treeOpen: "Öffnen, schließen",
    reveal: "Auf einem Auge: zeigen, solange gehalten",
    close: "Schließen",
    go: "Ausführen",
  },
};
