import type { Text } from "../index.ts";

export const preferences: Text["preferences"] = {
  title: "Darstellung",
  language: "Sprache",
  theme: "Farben",
  themes: { system: "Wie das System", light: "Hell", dark: "Dunkel" },
  contrast: "Kontrast",
  contrasts: { normal: "Normal", high: "Hoch" },
  density: "Zeilen",
  densities: { dense: "Dicht", comfortable: "Bequem" },
  idle: "Sperren nach",
  idleMinutes: (n) => (n === 1 ? "1 Minute" : `${n} Minuten`),
  shortcuts: "Tastenkürzel aus einem Zeichen",
};
