/** The main screens, one after the other, for tests that look at all of them. */
import { expect, type Page } from "@playwright/test";
import { type Company, company } from "./scene.ts";
import type { World } from "./world.ts";

/** One screen: its name, and how one gets there from anywhere. */
export interface Screen {
  name: string;
  open: (page: Page) => Promise<unknown>;
}

/** A company where every screen has something to show: a seal that waits, a notice, a webhook, a deny. */
export async function wholeScene(world: World): Promise<Company> {
  const scene = await company(world);
  const { database, folders, entries, mia, ben } = scene;
  const object = entries["House bank"];
  const seal = { approvers: [world.root.id], quorum: 1 };
  const grant = { object, grantee: ben.id, permissions: ["access_entries", "read_entries"], seal };
  const { id } = await world.root.ask("POST", `/databases/${database}/grants`, grant);
  await ben.ask("POST", `/databases/${database}/grants/${id}/seal/request`, { reason: "The bank asked for a letter." });
  const marks = { permissions: { modify_entries: "allow", delete_entries: "deny" } };
  await world.root.ask("PUT", `/databases/${database}/objects/${folders.Servers}/rules/${ben.id}`, marks);
  await world.group("Trainees", [mia, ben]);
  await world.root.ask("POST", "/subscriptions", { events: ["exports"] });
  return scene;
}

/** The screens of the client. */
export function clientScreens(world: World, { database, folders, entries }: Company): Screen[] {
  const base = `${world.server.url}/db/${database}`;
  const at = `${base}/folder/${folders.Servers}/entry`;
  const mail = `${at}/${entries["Mail server"]}`;
  const heading = (page: Page) => expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  return [
    {
      name: "the list",
      async open(page) {
        await page.goto(`${base}/folder/${folders.Servers}`);
        await expect(page.getByRole("option", { name: /^Backup host/ })).toBeVisible();
      },
    },
    {
      name: "an entry",
      async open(page) {
        await page.goto(mail);
        await expect(page.getByRole("article", { name: "Mail server" })).toBeVisible();
      },
    },
    {
      name: "the editor",
      async open(page) {
        await page.goto(`${mail}/edit`);
        await expect(page.getByLabel("User name")).toBeVisible();
      },
    },
    {
      name: "kinds of entries",
      async open(page) {
        await page.goto(`${at}/new`);
        await expect(page.getByRole("button", { name: "Credit card" })).toBeVisible();
      },
    },
    {
      name: "the sharing dialog",
      async open(page) {
        await page.goto(mail);
        await page.getByRole("button", { name: "Share", exact: true }).click();
        await expect(page.getByRole("dialog", { name: /^Share/ })).toBeVisible();
      },
    },
    {
      name: "the icons",
      async open(page) {
        await page.goto(`${base}/folder/${folders.Servers}`);
        await page.getByRole("button", { name: "What can be done here" }).click();
        await page.getByRole("menuitem", { name: "Choose an icon" }).click();
        await expect(page.getByRole("option", { name: "Server", exact: true })).toBeVisible();
      },
    },
    {
      name: "the second password of the database",
      async open(page) {
        await page.goto(`${base}/folder/root`);
        await page.getByRole("button", { name: "Second password", exact: true }).click();
        await expect(page.getByRole("dialog").getByLabel("Repeat it")).toBeVisible();
      },
    },
    {
      name: "approvals",
      async open(page) {
        await page.goto(`${world.server.url}/approvals`);
        await page.getByText("The bank asked for a letter.").first().click();
        await expect(page.getByRole("button", { name: "Approve" }).first()).toBeVisible();
      },
    },
    {
      name: "notices",
      async open(page) {
        await page.goto(`${world.server.url}/notices`);
        await heading(page);
      },
    },
    {
      name: "mails",
      async open(page) {
        await page.goto(`${world.server.url}/notices/settings`);
        await expect(page.getByRole("checkbox").first()).toBeVisible();
      },
    },
    {
      name: "import",
      async open(page) {
        await page.goto(`${base}/import`);
        await heading(page);
      },
    },
    {
      name: "a search",
      async open(page) {
        await page.goto(`${world.server.url}/search?q=server`);
        await expect(page.getByRole("searchbox")).toBeVisible();
      },
    },
    {
      name: "the bin",
      async open(page) {
        await page.goto(`${base}/bin`);
        await heading(page);
      },
    },
  ];
}

/** The pages of the Server Manager. */
export function managerScreens(world: World, { database, mia }: Company): Screen[] {
  const paths: Record<string, string> = {
    overview: "",
    databases: "/databases",
    "a database": `/databases/${database}`,
    "a new database": "/databases/new",
    users: "/users",
    "a user": `/users/${mia.id}`,
    "a new user": "/users/new",
    groups: "/groups",
    policies: "/policies",
    licence: "/licence",
    notifications: "/notifications",
    "a new webhook": "/notifications/webhooks/new",
    audit: "/audit",
    settings: "/settings",
  };
  return Object.entries(paths).map(([name, path]) => ({
    name,
    async open(page: Page) {
      await page.goto(`${world.server.url}/manager${path}`);
      const dialog = path.endsWith("/new");
      await expect(dialog ? page.getByRole("dialog") : page.getByRole("heading").first()).toBeVisible();
      await page.waitForLoadState("networkidle").catch(() => undefined);
    },
  }));
}

/** The permissions of a database, and of one person in it. */
export function permissionScreens(world: World, { database, folders, ben }: Company): Screen[] {
  const base = `${world.server.url}/manager/databases/${database}/permissions`;
  const grid = (page: Page) => expect(page.getByRole("grid").first()).toBeVisible();
  return [
    {
      name: "who has access",
      async open(page) {
        await page.goto(base);
        await grid(page);
      },
    },
    {
      name: "General",
      async open(page) {
        await page.goto(`${base}/${ben.id}/general`);
        await page.getByRole("button", { name: "Customise" }).click();
        await grid(page);
      },
    },
    {
      name: "Entries and folders",
      async open(page) {
        await page.goto(`${base}/${ben.id}/objects/${folders.Servers}`);
        await grid(page);
      },
    },
    {
      name: "Sealed access",
      async open(page) {
        await page.goto(`${base}/${ben.id}/sealed`);
        await expect(page.getByRole("article", { name: "House bank" })).toBeVisible();
      },
    },
  ];
}
