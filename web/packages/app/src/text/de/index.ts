import type { Text } from "../index.ts";
import { common } from "./common.ts";
import { events } from "./events.ts";
import { manager } from "./manager/index.ts";
import { notices } from "./notices.ts";
import { permissions } from "./permissions.ts";
import { permissionsScreen } from "./permissions-screen.ts";
import { preferences } from "./preferences.ts";
import { problems } from "./problems.ts";
import { session } from "./session.ts";
import { sharing } from "./sharing.ts";
import { shell } from "./shell.ts";
import { table } from "./table.ts";
import { vault } from "./vault.ts";

export const de: Text = {
  common,
  events,
  manager,
  notices,
  permissions,
  permissionsScreen,
  preferences,
  problems,
  session,
  sharing,
  shell,
  table,
  vault,
};
