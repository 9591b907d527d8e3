export const generator = {
  title: "New password",
  open: (field: string) => `Make one: ${field}`,
  way: "Kind of password",
  ways: { characters: "Characters", passphrase: "Passphrase", pattern: "Pattern" },
  made: "Suggestion",
  another: "Another one",
  use: "Use this one",
  length: "Length",
  classes: { lower: "Small letters", upper: "Capitals", digits: "Digits", signs: "Signs" },
  plain: "Leave out what looks alike (0 O, 1 l I, 5 S)",
  words: "Words",
  separator: "Between the words",
  capitals: "Capital letters",
  digit: "One digit",
  badPattern: "This pattern can not be read.",
  patternHint:
    "u capital, l small letter, a letter, d digit, n letter or digit, h hexadecimal, s sign, x anything, c consonant, v vowel, [abc] one of these, {4} as often, \\ the next sign as it is.",
};
