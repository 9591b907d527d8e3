import type { Text } from "../index.ts";

export const secondPassword: Text["secondPassword"] = {
  title: "Zweites Passwort",
  set: "Zweites Passwort setzen",
  change: "Ändern",
  remove: "Entfernen",
  explain:
    "Wer hiervon etwas sehen, ändern oder herunterladen will, braucht es zusätzlich. Niemand kann es wiederherstellen: ohne es ist der Inhalt verloren, auch für Administratoren.",
  what: "Was geschehen soll",
  unknown: "Hier verrät nichts, ob es schon eines gibt.",
  above: "Weiter oben ist schon etwas geschützt: geben Sie dessen zweites Passwort als das jetzige an.",
  current: "Jetziges zweites Passwort",
  currentAbove: "Zweites Passwort von weiter oben",
  fresh: "Neues zweites Passwort",
  repeat: "Wiederholen",
  differ: "Die beiden sind nicht gleich.",
  covers: (n, one) => (one ? "Schützt 1 Objekt darunter:" : `Schützt ${n} Objekte darunter:`),
  coversOnly: "Schützt diesen Eintrag, seinen Verlauf und seine Anhänge.",
  coversFolder: "Schützt diesen Ordner mit allem, was hineingelegt wird.",
  coversDatabase: "Schützt alles in dieser Datenbank, auch was später hineingelegt wird.",
  more: (n) => `und ${n} weitere`,
  wasSet: "Das zweite Passwort wurde gesetzt.",
  wasChanged: "Das zweite Passwort wurde geändert.",
  wasRemoved: "Das zweite Passwort wurde entfernt.",
};
