import type { Text } from "../index.ts";

export const attachments: Text["attachments"] = {
  title: "Anhänge",
  add: "Datei anhängen",
  drop: "Dateien hier ablegen, um sie anzuhängen",
  download: (name) => `${name} herunterladen`,
  remove: (name) => `${name} löschen`,
  removeTitle: "Diese Datei löschen?",
  removeText: (name) => `„${name}“ wird endgültig gelöscht: für Dateien gibt es keinen Papierkorb.`,
  removed: (name) => `${name} wurde gelöscht`,
  uploading: (name) => `${name} wird hochgeladen`,
  progress: (sent, size) => `${sent} von ${size}`,
  waiting: "Ist noch nicht an der Reihe",
  sealing: "Wird verschlüsselt …",
  cancel: (name) => `${name} abbrechen`,
  attached: (name) => `${name} wurde angehängt`,
  failed: (name, why) => `${name}: ${why}`,
  tooLarge: (limit) => `Diese Datei ist zu groß: der Server nimmt Dateien bis ${limit}.`,
  tooLargeUnknown: "Diese Datei ist dem Server zu groß.",
  fetching: (name) => `${name} wird entschlüsselt …`,
};
