/** The scene of most tests: a server, a super administrator `root`, and what a test adds; every page watched. */
import { readFileSync } from "node:fs";
import { type BrowserContext, test as base, expect, type Page, request } from "@playwright/test";
import { PASSWORD, Person } from "./api.ts";
import { Server } from "./server.ts";

export interface NewUser {
  username: string;
  full_name?: string;
  roles?: string[];
}

export class World {
  readonly server: Server;
  readonly root: Person;
  private readonly open: () => Promise<BrowserContext>;
  private readonly contexts: BrowserContext[] = [];

  private constructor(server: Server, root: Person, open: () => Promise<BrowserContext>) {
    this.server = server;
    this.root = root;
    this.open = open;
  }

  static async make(open: () => Promise<BrowserContext>): Promise<World> {
    const server = await Server.start();
    const context = await request.newContext({ baseURL: server.url, ignoreHTTPSErrors: true });
    const data = { setup_token: server.setupToken, username: "root", password: PASSWORD };
    const made = await context.post("/api/v1/setup", { data });
    expect(made.ok(), await made.text()).toBe(true);
    await context.dispose();
    const root = await Person.signIn(server, "root");
    await root.ask("PUT", "/license", JSON.parse(readFileSync(server.licenceFile, "utf8")));
    return new World(server, root, open);
  }

  /** Makes an account whose password need not be changed, and signs it in to the API. */
  async user(user: NewUser): Promise<Person> {
    await this.root.ask("POST", "/users", { password: PASSWORD, must_change_password: false, ...user });
    return Person.signIn(this.server, user.username);
  }

  async group(name: string, members: Person[]): Promise<string> {
    const { id } = await this.root.ask("POST", "/groups", { name });
    for (const member of members) await this.root.ask("PUT", `/groups/${id}/members/${member.id}`);
    return id;
  }

  async database(name: string): Promise<string> {
    return (await this.root.ask("POST", "/databases", { name, kind: "standard" })).id;
  }

  async folder(database: string, title: string, parent: string | null = null): Promise<string> {
    const body = { parent, kind: "folder", title };
    return (await this.root.ask("POST", `/databases/${database}/objects`, body)).id;
  }

  async entry(database: string, parent: string | null, title: string, fields: Record<string, string>): Promise<string> {
    const list = Object.entries(fields).map(([name, value]) => ({ name, value }));
    const body = { parent, kind: "entry", type: "password", title, fields: list };
    return (await this.root.ask("POST", `/databases/${database}/objects`, body)).id;
  }

  async assign(database: string, principal: string, preset: string): Promise<void> {
    await this.root.ask("PUT", `/databases/${database}/assignments/${principal}`, { preset });
  }

  /** Lets a principal into a database and no further: what they see there, rules say. */
  async admit(database: string, principal: string): Promise<void> {
    const permissions = { access_database: "allow" };
    await this.root.ask("PUT", `/databases/${database}/assignments/${principal}`, { permissions });
  }

  async rule(database: string, object: string, principal: string, preset: string): Promise<void> {
    await this.root.ask("PUT", `/databases/${database}/objects/${object}/rules/${principal}`, { preset });
  }

  /** Opens a browser of its own for `username` and signs in there through the page. */
  async browser(username: string, path = "/"): Promise<Page> {
    const page = await this.blank(path);
    await page.getByLabel("User name").fill(username);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("button", { name: /^Account/ })).toBeVisible();
    return page;
  }

  /** Opens a browser of its own where nobody is signed in. */
  async blank(path = "/"): Promise<Page> {
    const context = await this.open();
    this.contexts.push(context);
    const page = await context.newPage();
    watch(page);
    await page.goto(this.server.url + path);
    return page;
  }

  async end(): Promise<void> {
    for (const context of this.contexts) await context.close();
    await this.root.dispose();
    await this.server.stop();
  }
}

const broken: string[] = [];

/** Notes what no page may ever do: break its own policy, or throw. */
export function watch(page: Page): void {
  page.on("console", (message) => {
    const text = message.text();
    if (/Content Security Policy|TrustedHTML|Trusted Type/i.test(text)) broken.push(text);
  });
  page.on("pageerror", (error) => broken.push(String(error)));
}

export const test = base.extend<{ world: World }>({
  world: async ({ browser }, use) => {
    const world = await World.make(() => browser.newContext());
    await use(world);
    await world.end();
    expect(broken.splice(0), "the page broke its policy, or threw").toEqual([]);
  },
});

export { expect } from "@playwright/test";
