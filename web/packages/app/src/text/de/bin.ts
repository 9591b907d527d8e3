import type { Later } from "../index.ts";

export const bin: Later["bin"] = {
  of: (name) => `von ${name}`,
  withPicked: "Mit der Auswahl im Papierkorb",
  hint: "Wählen Sie etwas, um es zurückzuholen. Eingabe stellt wieder her, Entf löscht endgültig.",
  from: (title) => `aus ${title}`,
  fromNowhere: "einem Ordner, den es nicht mehr gibt",
  deleted: (when) => `gelöscht ${when}`,
  deletedBy: (who, when) => `gelöscht von ${who}, ${when}`,
  keptUntil: (date) => `aufbewahrt bis ${date}`,
  keptForever: "aufbewahrt, bis jemand endgültig löscht",
  below: (n) => `${n} weitere darin`,
  restore: "Wiederherstellen",
  restoreTo: "Wiederherstellen nach …",
  restoreTitle: (title) => `${title} wiederherstellen`,
  restoreText: "Wählen Sie den Ordner, in den es zurückkommt. Es bekommt dessen Rechte.",
  restored: (n, title, one) => (one ? `„${title}“ wiederhergestellt` : `${n} Objekte wiederhergestellt`),
  purge: "Endgültig löschen",
  purgeTitle: (title) => `„${title}“ endgültig löschen`,
  purgeText: "Auch Versionen und Anhänge werden gelöscht. Das lässt sich nicht rückgängig machen.",
  purgeBelow: (n) =>
    `Auch ${n} weitere darin werden gelöscht, mit allen Versionen und Anhängen. Das lässt sich nicht rückgängig machen.`,
  purged: (title) => `„${title}“ endgültig gelöscht`,
  empty: "Papierkorb leeren",
  emptyTitle: (name) => `Papierkorb von ${name} leeren`,
  emptyText: "Alles darin, was Sie löschen dürfen, ist dann endgültig weg. Das lässt sich nicht rückgängig machen.",
  emptied: (purged, kept) =>
    kept === "" ? `${purged} endgültig gelöscht` : `${purged} endgültig gelöscht; ${kept} dürfen Sie nicht löschen`,
  nothing: "Der Papierkorb ist leer",
  nothingText: "Gelöschtes kommt zuerst hierher und lässt sich zurückholen, bis seine Zeit um ist.",
};
