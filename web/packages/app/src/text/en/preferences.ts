export const preferences = {
  title: "Appearance",
  language: "Language",
  theme: "Colours",
  themes: { system: "As the system", light: "Light", dark: "Dark" },
  contrast: "Contrast",
  contrasts: { normal: "Normal", high: "High" },
  density: "Rows",
  densities: { dense: "Dense", comfortable: "Comfortable" },
  idle: "Lock after",
  idleMinutes: (n: number) => (n === 1 ? "1 minute" : `${n} minutes`),
  shortcuts: "Single-key shortcuts",
};
