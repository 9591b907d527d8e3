import type { Later } from "../index.ts";
import { bin } from "./bin.ts";
import { events } from "./events.ts";
import { exporting } from "./exporting.ts";
import { firstRun } from "./first-run.ts";
import { generator } from "./generator.ts";
import { icons } from "./icons.ts";
import { importing } from "./importing.ts";
import { manager } from "./manager/index.ts";
import { permissionsScreen } from "./permissions-screen.ts";

export const later: Later = {
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
