/** The first run after the account was made. */
export const firstRun = {
  kitTitle: "Your recovery kit",
  kitText:
    "With this code you open your private database again if your password is lost and somebody else sets a new one. Nobody else has it, and this server can not make it out.",
  address: "Server",
  data: "Data folder",
  code: "Recovery code",
  privateName: "Private",
  backup:
    "Everything that people store lies in the data folder, encrypted. Its key lies in server.key there, unless the operator keeps it elsewhere: back up both, in different places. Without the key nothing opens.",
  download: "Save as a file",
  print: "Print",
  mustSave: "Save it before you go on: one word of it is asked for next.",
  oneWord: (n: number, of: number) => `Word ${n} of the ${of} words of the recovery code`,
  oneWordHint: "Look it up in what you saved. The words are separated by strokes.",
  wrongWord: "This is not that word. Look at what you saved.",
  again: "Show the code again",
  goOn: "Go on",
  ready: "Everything is ready",
  sampleText: (name: string) =>
    `The database “${name}” was made for looking around. Delete it in the Server Manager when you need it no more.`,
  start: (name: string) => `Open “${name}”`,
  invite: "Invite people",
  inviteText:
    "Each gets a link with which they sign in once and choose a password of their own. Whoever opens it first gets in, so send it by a way that you trust. No mail server is needed.",
  inviteGo: "Make the link",
  linkFor: (name: string) => `Link for ${name}`,
  hints: "Good to know",
  certificate:
    "The server made its certificate itself, so browsers warn of it. Compare the fingerprint with the one that the server wrote when it started, or give it a certificate of your own in its configuration.",
  addOn: "There is no add-on for browsers yet: open, copy, or use the command line.",
  sample: {
    name: "Sample",
    description: "To look around in. None of these passwords is in use.",
    folders: [
      {
        title: "Office",
        entries: [
          { title: "Router", username: "admin", url: "https://router.example.org", tags: ["network"] },
          { title: "Printer", username: "service", url: "https://printer.example.org", tags: ["network"] },
        ],
      },
      {
        title: "Marketing",
        entries: [
          { title: "Newsletter", username: "news@example.org", url: "https://newsletter.example.org", tags: ["web"] },
        ],
      },
    ],
  },
};
