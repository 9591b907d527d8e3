import type { Later } from "../index.ts";

export const firstRun: Later["firstRun"] = {
  kitTitle: "Ihr Notfallblatt",
  kitText:
    "Mit diesem Code öffnen Sie Ihre private Datenbank wieder, wenn Ihr Passwort verloren ist und jemand anderes ein neues setzt. Niemand sonst hat ihn, und auch dieser Server kann ihn nicht herausfinden.",
  address: "Server",
  data: "Datenordner",
  code: "Wiederherstellungscode",
  privateName: "Privat",
  backup:
    "Alles, was gespeichert wird, liegt verschlüsselt im Datenordner. Der Schlüssel liegt dort in server.key, wenn der Betreiber ihn nicht woanders aufbewahrt: Sichern Sie beides, an verschiedenen Orten. Ohne den Schlüssel öffnet sich nichts.",
  download: "Als Datei speichern",
  print: "Drucken",
  mustSave: "Sichern Sie es, bevor Sie weitergehen: Als Nächstes wird nach einem Wort daraus gefragt.",
  oneWord: (n, of) => `Wort ${n} der ${of} Wörter des Wiederherstellungscodes`,
  oneWordHint: "Sehen Sie in dem nach, was Sie gesichert haben. Striche trennen die Wörter.",
  wrongWord: "Dieses Wort ist es nicht. Sehen Sie in dem nach, was Sie gesichert haben.",
  again: "Code noch einmal zeigen",
  goOn: "Weiter",
  ready: "Alles ist bereit",
  sampleText: (name) =>
    `Die Datenbank „${name}“ ist zum Umsehen da. Löschen Sie sie im Server-Manager, wenn Sie sie nicht mehr brauchen.`,
  start: (name) => `„${name}“ öffnen`,
  invite: "Leute einladen",
  inviteText:
    "Jede Person bekommt einen Link, mit dem sie sich einmal anmeldet und ein eigenes Passwort wählt. Wer ihn zuerst öffnet, kommt hinein: Schicken Sie ihn auf einem Weg, dem Sie trauen. Ein Mailserver ist nicht nötig.",
  inviteGo: "Link erzeugen",
  linkFor: (name) => `Link für ${name}`,
  hints: "Gut zu wissen",
  certificate:
    "Der Server hat sein Zertifikat selbst gemacht, darum warnen Browser davor. Vergleichen Sie den Fingerabdruck mit dem, den der Server beim Start geschrieben hat, oder geben Sie ihm in seiner Konfiguration ein eigenes Zertifikat.",
  addOn: "Eine Browser-Erweiterung gibt es noch nicht: Öffnen und kopieren Sie, oder nehmen Sie die Kommandozeile.",
  sample: {
    name: "Beispiel",
    description: "Zum Umsehen. Keines dieser Passwörter wird benutzt.",
    folders: [
      {
        title: "Büro",
        entries: [
          { title: "Router", username: "admin", url: "https://router.example.org", tags: ["Netz"] },
          { title: "Drucker", username: "service", url: "https://drucker.example.org", tags: ["Netz"] },
        ],
      },
      {
        title: "Marketing",
        entries: [
          { title: "Newsletter", username: "news@example.org", url: "https://newsletter.example.org", tags: ["Web"] },
        ],
      },
    ],
  },
};
