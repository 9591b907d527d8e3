import { bin } from "./bin.ts";
import { events } from "./events.ts";
import { exporting } from "./exporting.ts";
import { firstRun } from "./first-run.ts";
import { generator } from "./generator.ts";
import { icons } from "./icons.ts";
import { importing } from "./importing.ts";
import { manager } from "./manager/index.ts";
import { permissionsScreen } from "./permissions-screen.ts";

/** The words of what is not there at the first look: the Server Manager, import and export. */
export const later = {
  bin,
  events,
  exporting,
  firstRun,
  generator,
  icons,
  importing,
  manager,
  permissionsScreen,
};
