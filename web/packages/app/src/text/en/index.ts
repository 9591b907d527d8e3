import type { Language } from "../index.ts";
import { attachments } from "./attachments.ts";
import { editor } from "./editor.ts";
import { everywhere } from "./everywhere.ts";
import { history } from "./history.ts";
import { keys } from "./keys.ts";
import { moving } from "./moving.ts";
import { notices } from "./notices.ts";
import { permissions } from "./permissions.ts";
import { preferences } from "./preferences.ts";
import { problems } from "./problems.ts";
import { searching } from "./searching.ts";
import { secondPassword } from "./second-password.ts";
import { session } from "./session.ts";
import { sharing } from "./sharing.ts";
import { shell } from "./shell.ts";
import { table } from "./table.ts";
import { vault } from "./vault.ts";

/** English: the language that every other one has to say the same as; what comes later is in `later.ts`. */
export const en = {
  language: "en" as Language,
  attachments,
  editor,
  everywhere,
  history,
  keys,
  moving,
  notices,
  permissions,
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
