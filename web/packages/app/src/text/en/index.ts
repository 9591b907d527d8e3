import { attachments } from "./attachments.ts";
import { bin } from "./bin.ts";
import { editor } from "./editor.ts";
import { events } from "./events.ts";
import { everywhere } from "./everywhere.ts";
import { exporting } from "./exporting.ts";
import { generator } from "./generator.ts";
import { history } from "./history.ts";
import { importing } from "./importing.ts";
import { keys } from "./keys.ts";
import { manager } from "./manager/index.ts";
import { moving } from "./moving.ts";
import { notices } from "./notices.ts";
import { permissions } from "./permissions.ts";
import { permissionsScreen } from "./permissions-screen.ts";
import { preferences } from "./preferences.ts";
import { problems } from "./problems.ts";
import { searching } from "./searching.ts";
import { secondPassword } from "./second-password.ts";
import { session } from "./session.ts";
import { sharing } from "./sharing.ts";
import { shell } from "./shell.ts";
import { table } from "./table.ts";
import { vault } from "./vault.ts";

/** English: the language that every other one has to say the same as. */
export const en = {
  attachments,
  bin,
  editor,
  events,
  everywhere,
  exporting,
  generator,
  history,
  importing,
  keys,
  manager,
  moving,
  notices,
  permissions,
  permissionsScreen,
  preferences,
  problems,
  searching,
  secondPassword,
  session,
  sharing,
  shell,
  table,
  vault,
};
