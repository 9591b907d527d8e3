export const exporting = {
  title: (what: string) => `Export ${what}`,
  text: "What leaves the server is no longer protected by its rights, seals and audit.",
  go: "Export",
  format: "Kind of file",
  formats: { kdbx: "KeePass (kdbx)", archive: "Strongroom archive", csv: "Table (CSV)", json: "JSON" },
  formatTexts: {
    kdbx: "Encrypted with a password. KeePass and KeePassXC open it.",
    archive: "Encrypted with a password. Holds everything, for another Strongroom.",
    csv: "Not encrypted. For other programs; without attachments and history.",
    json: "Not encrypted. For scripts.",
  },
  noArchive: "Takes the permission to save a local copy.",
  spreadsheet: "Safe for spreadsheets",
  spreadsheetText:
    "Puts a sign before what a spreadsheet could take for a formula. Such values are then not as they were.",
  password: "Password of the file",
  again: "Repeat the password",
  plain: "This file is not encrypted: whoever gets hold of it reads every password in it.",
  leftOut:
    "Left out is what you do not read without help of a seal, what is for online use only, what a second password covers, and what is in the bin.",
  done: (taken: string, leftOut: string) =>
    leftOut === ""
      ? `${taken} entries and folders exported`
      : `${taken} entries and folders exported, ${leftOut} left out`,
  printTitle: (what: string) => `Print ${what}`,
  printText: (entries: string) => `${entries} with all passwords in clear text. Paper has no rights, and no lock.`,
  printLogged: "Each printed entry is a record in the audit.",
  printGo: "Read them and show the page",
  nothing: "There is nothing here that you may print.",
  sheet: "Page to print",
  sheetText: "This is what goes on paper. Once printed or closed, it is gone from this page.",
  printedBy: (who: string, when: string) => `Printed by ${who}, ${when}`,
  notPrinted: (titles: string) => `Not printed: ${titles}`,
};
