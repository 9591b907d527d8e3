import type { Text } from "../index.ts";

export const problems: Text["problems"] = {
  unreachable: "Der Server antwortet nicht. Ihre Eingaben bleiben erhalten; versuchen Sie es gleich noch einmal.",
  internal: "Auf dem Server ist etwas schiefgegangen. Nichts wurde geändert.",
  unknown: "Der Server hat abgelehnt, und diese Seite kennt den Grund nicht. Laden Sie sie neu, damit sie aktuell ist.",
  unauthenticated: "Ihre Sitzung ist beendet. Melden Sie sich neu an; Ihre Eingaben bleiben erhalten.",
  invalid_credentials: "Name oder Passwort stimmen nicht.",
  rate_limited: "Zu viele Versuche.",
  rate_limited_for: (seconds) =>
    seconds < 90
      ? `Zu viele Versuche. Erneut möglich in ${seconds} Sekunden.`
      : `Zu viele Versuche. Erneut möglich in ${Math.ceil(seconds / 60)} Minuten.`,
  forbidden: "Das dürfen Sie nicht.",
  forbidden_for: (permission) => `Das dürfen Sie nicht: Dazu gehört das Recht „${permission}“.`,
  not_found: "Das gibt es nicht, oder Sie dürfen es nicht sehen.",
  revision_conflict: "Jemand hat dies geändert, seit Sie es geöffnet haben.",
  locked: "Jemand anderes bearbeitet dies gerade.",
  locked_by: (holder) => `${holder} bearbeitet dies gerade.`,
  database_closed: "Diese Datenbank ist geschlossen.",
  name_taken: "Dieser Name ist vergeben.",
  license_limit: "Die Lizenz hat keinen Platz mehr.",
  weak_password: "Dieses Passwort ist zu leicht zu erraten.",
  wrong_password: "Das bisherige Passwort stimmt nicht.",
  wrong_master_password: "Das Master-Passwort stimmt nicht.",
  wrong_second_password: "Das zweite Passwort stimmt nicht.",
  second_password_required: "Dies ist mit einem zweiten Passwort geschützt.",
  last_super_administrator: "Mindestens ein Super-Administrator muss sich anmelden können.",
  seal_state: "Das Siegel ist inzwischen in einem anderen Zustand.",
  too_large: "Das ist größer, als der Server annimmt.",
  timeout: "Das hat zu lange gedauert. Nichts wurde geändert.",
  unavailable: "Der Server kann das im Augenblick nicht.",
  audit_unavailable: "Der Server kann sein Protokoll nicht schreiben und gibt deshalb nichts heraus.",
  storage_full: "Die Platte des Servers ist voll. Nichts wurde geändert.",
  invalid_license:
    "Diese Lizenz gilt hier nicht: Ihrer Unterschrift vertraut dieser Server nicht, oder sie wurde verändert.",
  private_database: "Das geht nicht mit einer privaten Datenbank oder einer Gruppe, die eine besitzt.",
};
