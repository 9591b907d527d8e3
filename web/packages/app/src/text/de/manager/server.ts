import type { Later } from "../../index.ts";

export const overview: Later["manager"]["overview"] = {
  server: "Server",
  version: "Version",
  state: "Zustand",
  running: "Läuft",
  away: "Antwortet nicht",
  yourRoles: "Ihre Rollen",
  numbers: "In Zahlen",
  shared: "Gemeinsame Datenbanken",
  openClosed: (open, closed) => `${open} offen, ${closed} geschlossen`,
  private: "Private Datenbanken",
  accounts: "Konten",
  attention: "Braucht Aufmerksamkeit",
  allWell: "Nichts braucht Aufmerksamkeit.",
  look: "Ansehen",
  closed: (name) => `„${name}“ ist geschlossen. Niemand kann sie benutzen, bis jemand ihr Master-Passwort eingibt.`,
  notAtStart: (name) => `„${name}“ bleibt nach einem Neustart geschlossen, bis jemand ihr Master-Passwort eingibt.`,
  disabled: (names) => `Für alle deaktiviert, auch für Administratoren: ${names}.`,
  licenceEnds: (date) => `Die Lizenz endet am ${date}.`,
  locks: "Wird gerade bearbeitet",
  noLocks: "In den Datenbanken, die Sie verwalten, bearbeitet niemand etwas.",
  editing: (holder, since) => `${holder} bearbeitet dies seit ${since}`,
  release: "Freigeben",
  released: (holder) => `Die Sperre von ${holder} wurde aufgehoben; die Person erfährt es und behält ihre Eingaben.`,
  audit: "Ist das Protokoll unversehrt?",
  ownSessions: (n) => (n === 1 ? "Sie sind einmal angemeldet." : `Sie sind ${n}-mal angemeldet.`),
  othersSessions: "Die anderer stehen bei ihren Konten, unter Benutzer: Wer ein Konto verwaltet, beendet sie dort.",
  othersSessionsNot: "Die anderer beendet, wer deren Konten verwaltet.",
  sessionsOf: (live, people) =>
    `${live === 1 ? "1 Sitzung" : `${live} Sitzungen`} von ${people === 1 ? "1 Person" : `${people} Personen`}`,
  storage: "Speicher",
  store: "Datenbestand auf der Platte",
  attachments: "Davon Anhänge",
  free: "Frei auf der Platte",
  freeOf: (free, size) => `${free} von ${size}`,
  backup: "Letzte Sicherung",
  noBackup: "Von diesem Server ist keine Sicherung bekannt.",
  backupHow:
    "Der Server legt selbst keine an. Halten Sie ihn an, kopieren Sie den Datenordner, und bewahren Sie server.key getrennt von der Kopie auf: Das Kapitel „Backup“ der Anleitung für Administratoren beschreibt es.",
};

export const licence: Later["manager"]["licence"] = {
  present: "Jetzige Lizenz",
  state: "Zustand",
  states: { none: "Keine", valid: "Gültig", expired: "Abgelaufen", not_yet_valid: "Noch nicht gültig" },
  holder: "Ausgestellt für",
  from: "Gültig ab",
  to: "Gültig bis",
  seats: (used, seats) => `${used} von ${seats} Plätzen belegt`,
  full: "Alle Plätze sind belegt: Ein Konto kommt erst hinzu, wenn eines gelöscht oder eine andere Lizenz geladen wird.",
  without: {
    none: "Ohne Lizenz lassen sich wenige Konten benutzen. Laden Sie eine Lizenzdatei, um weitere anzulegen.",
    expired: "Die Lizenz ist abgelaufen. Vorhandene Konten bleiben benutzbar; neue lassen sich nicht anlegen.",
    not_yet_valid: "Die Lizenz gilt noch nicht, daher zählen ihre Plätze nicht.",
  },
  load: "Lizenz laden",
  loadGo: "Laden",
  loadText:
    "Eine kleine Datei, die für Sie ausgestellt wurde. Der Server prüft ihre Unterschrift, bevor sie die jetzige ersetzt.",
  file: "Lizenzdatei",
  notOne: "Diese Datei ist keine Lizenz.",
  loaded: "Die Lizenz wurde geladen.",
};

export const policies: Later["manager"]["policies"] = {
  lead: "Was auf dem ganzen Server gilt, über jeder Datenbank. „Aktiviert“ gibt ein Recht allen, die einen Platz in einer Datenbank haben, „nicht festgelegt“ überlässt es den Datenbanken, und „deaktiviert“ nimmt es allen.",
  readOnly: "Was auf dem ganzen Server gilt, über jeder Datenbank. Nur Super-Administratoren ändern es.",
  states: { enabled: "Aktiviert", not_defined: "Nicht festgelegt", disabled: "Deaktiviert" },
  disabledHere: "Sofort allen genommen, auch Administratoren und Super-Administratoren.",
  disabledNote: (names) =>
    `Deaktiviert gilt für alle, auch für die Administratoren, sofort, was immer eine Datenbank erlaubt: ${names.join(", ")}.`,
  restore: "Standard wiederherstellen",
  nothing: "Nichts geändert",
  save: "Speichern …",
  saveGo: "Richtlinien speichern",
  saved: "Die Richtlinien wurden gespeichert.",
  confirm: "Diese Richtlinien speichern?",
  confirmText: "Sie gelten ab dem nächsten Klick für alle auf diesem Server.",
  fromTo: (before, after) => `${before} → ${after}`,
  alsoAdministrators:
    "Deaktiviert gilt auch für die Administratoren und Super-Administratoren, sofort. Auch Sie verlieren dieses Recht.",
  closesEverything: "Niemand kann mehr eine Datenbank öffnen, bis dies hier rückgängig gemacht wird.",
  readsNothing: "Niemand kann mehr einen Eintrag sehen, bis dies hier rückgängig gemacht wird.",
};

export const settings: Later["manager"]["settings"] = {
  server: "Dieser Server",
  version: "Version",
  api: "API",
  address: "Adresse",
  clients: "Die Programme aller",
  clipboard: "Sekunden, bis ein kopiertes Geheimnis gelöscht wird",
  clipboardHint:
    "Gilt in der Web-App ab der nächsten Anmeldung oder dem nächsten Laden, auf der Kommandozeile sofort. Wer einen Verlauf der Zwischenablage führt, kann es dort noch haben.",
  seconds: (n) => `${n} s`,
  bounds: (least, most) => `Eine ganze Zahl von ${least} bis ${most}.`,
  openers: "Was Leser darüber erfahren, wer einen Eintrag öffnen kann",
  openersHint: "Wer eine Datenbank verwaltet, weiß alles über sie. Namen von Gruppen erfährt sonst niemand.",
  openersOf: { number: "Wie viele Personen", names: "Ihre Namen" },
  saved: "Die Einstellungen wurden gespeichert.",
  byOperator: "Der Betreiber legt dies in der Konfigurationsdatei des Servers fest; hier lässt es sich nicht ändern.",
};
