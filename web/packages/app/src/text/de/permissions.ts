import type { Text } from "../index.ts";

export const permissions: Text["permissions"] = {
  names: {
    access_database: "Datenbank öffnen",
    access_entries: "Einträge sehen und verwenden",
    read_entries: "Einträge lesen",
    modify_entries: "Einträge ändern",
    add_entries: "Einträge hinzufügen",
    delete_entries: "Einträge löschen",
    auto_complete: "In Programme tippen",
    auto_fill: "Im Browser ausfüllen",
    accept_from_addons: "Aus Erweiterungen übernehmen",
    print_entries: "Einträge drucken",
    export_entries: "Einträge exportieren",
    save_local_copy: "Lokale Kopie speichern",
    synchronize: "Synchronisieren",
    grant_access: "Anderen Zugriff geben",
    seal_entries: "Einträge versiegeln",
    set_second_password: "Zweite Passwörter setzen",
    grant_admin_rights: "Datenbank verwalten",
  },
  explained: {
    access_database:
      "Die Datenbank steht in der Liste der Person und lässt sich öffnen; ohne dieses Recht ist nichts darin erreichbar.",
    access_entries:
      "Titel und Angaben ohne Geheimnisse werden gezeigt, Passwörter lassen sich ausfüllen, aber nicht ansehen: eine Hürde, keine Mauer.",
    read_entries: "Passwörter, Notizen, Verlauf und Anhänge lassen sich zeigen und kopieren.",
    modify_entries:
      "Einträge und Ordner lassen sich ändern, mit Schlagwörtern versehen und auf eine frühere Version zurücksetzen.",
    add_entries: "Neue Einträge und Ordner lassen sich hinzufügen, auch dort, wo nichts gelesen werden darf.",
    delete_entries: "Einträge und Ordner lassen sich in den Papierkorb legen und anderswohin verschieben.",
    auto_complete: "Der Desktop-Agent tippt Benutzernamen, Passwörter und Codes in Programme.",
    auto_fill: "Die Browser-Erweiterung füllt Benutzernamen, Passwörter und Codes auf Webseiten aus.",
    accept_from_addons:
      "Was in einem Browser oder Programm gespeichert wird, kommt als neuer Eintrag in die Datenbank.",
    print_entries: "Einträge, die die Person lesen darf, lassen sich drucken.",
    export_entries:
      "Einträge, die die Person lesen darf, lassen sich als Datei herausgeben, die andere Programme öffnen.",
    save_local_copy:
      "Einträge, die die Person lesen darf, lassen sich als verschlüsselte Kopie außerhalb des Servers speichern.",
    synchronize: "Einträge, die die Person lesen darf, lassen sich mit einem anderen Gerät abgleichen.",
    grant_access: "Anderen kann Zugriff auf Einträge gegeben werden, nie mehr, als die Person selbst hat.",
    seal_entries: "Gegebener Zugriff lässt sich versiegeln, sodass er erst nach einer Genehmigung öffnet.",
    set_second_password: "Einträge und Ordner lassen sich mit einem weiteren Passwort schützen.",
    grant_admin_rights:
      "Rechte, Freigaben, Siegel, Papierkorb und Eigenschaften dieser Datenbank lassen sich verwalten; lesen lassen sich Einträge dadurch nicht.",
  },
};
