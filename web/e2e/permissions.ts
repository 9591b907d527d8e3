/** The scene of the tests of permissions: a company with folders, people and groups. */
import type { Page } from "@playwright/test";
import type { Person } from "./api.ts";
import { expect, type World } from "./world.ts";

export class Company {
  readonly world: World;
  readonly db: string;
  readonly ids: Record<string, string> = {};
  readonly people: Record<string, Person> = {};

  private constructor(world: World, db: string) {
    this.world = world;
    this.db = db;
  }

  /**
   * `Finance`, `IT` with `Servers` and `Network` in it, `Marketing`; an entry in each. Ben and Chris are the trainees, who
   * may open the database, read `IT` and see nothing of `Finance`; Ben is an operator as well, who edits all of it.
   */
  static async make(world: World): Promise<Company> {
    const db = await world.database("Company");
    const it = new Company(world, db);
    for (const title of ["Finance", "IT", "Marketing"]) it.ids[title] = await world.folder(db, title);
    for (const title of ["Servers", "Network"]) it.ids[title] = await world.folder(db, title, it.ids.IT);
    const entries = { Bank: "Finance", Root: "Servers", Router: "Network", Newsletter: "Marketing" };
    for (const [title, folder] of Object.entries(entries)) {
      it.ids[title] = await world.entry(db, it.ids[folder] ?? null, title, { username: "root", password: "hunter2" });
    }
    for (const username of ["ben", "chris", "mia"]) it.people[username] = await world.user({ username });
    const [ben, chris] = [it.person("ben"), it.person("chris")];
    it.ids.Trainees = await world.group("Trainees", [ben, chris]);
    it.ids.Operators = await world.group("Operators", [ben]);
    await it.assign("Trainees", { access_database: "allow" });
    await it.rule("IT", "Trainees", { read_entries: "allow" });
    await it.rule("Finance", "Trainees", { access_entries: "deny" });
    return it;
  }

  person(username: string): Person {
    const person = this.people[username];
    if (person === undefined) throw new Error(`nobody is called ${username}`);
    return person;
  }

  /** The id of a group, a person or an object by its name. */
  id(name: string): string {
    return this.ids[name] ?? this.person(name).id;
  }

  async assign(who: string, permissions: Record<string, string>): Promise<void> {
    await this.world.root.ask("PUT", `/databases/${this.db}/assignments/${this.id(who)}`, { permissions });
  }

  async rule(object: string, who: string, permissions: Record<string, string>): Promise<void> {
    const path = `/databases/${this.db}/objects/${this.id(object)}/rules/${this.id(who)}`;
    await this.world.root.ask("PUT", path, { permissions });
  }

  /** What somebody may do on an object, or at the database. */
  async rights(who: string, object?: string): Promise<string[]> {
    const on = object === undefined ? "" : `&object=${this.id(object)}`;
    const path = `/databases/${this.db}/effective-rights?user=${this.id(who)}${on}`;
    const { permissions } = await this.world.root.ask("GET", path);
    return Object.entries(permissions as Record<string, { allowed: boolean }>)
      .filter(([, decision]) => decision.allowed)
      .map(([permission]) => permission);
  }

  /** The marks of a rule, or of an assignment. */
  async marks(who: string, object?: string): Promise<Record<string, string>> {
    const at = object === undefined ? "assignments" : `objects/${this.id(object)}/rules`;
    const { items } = await this.world.root.ask("GET", `/databases/${this.db}/${at}?limit=1000`);
    const found = items.find((one: { principal: { id: string } }) => one.principal.id === this.id(who));
    return found?.permissions ?? {};
  }

  /** The titles that somebody sees. */
  async sees(who: string): Promise<string[]> {
    const { items } = await this.person(who).ask("GET", `/databases/${this.db}/objects?recursive=true&limit=1000`);
    return items.map((one: { title: string }) => one.title);
  }

  address(who?: string, tab = "general", object?: string): string {
    const base = `/manager/databases/${this.db}/permissions`;
    if (who === undefined) return base;
    return `${base}/${this.id(who)}/${tab}${object === undefined ? "" : `/${this.id(object)}`}`;
  }

  /** Opens the rights of somebody as Root. */
  async open(who?: string, tab?: string, object?: string, by = "root"): Promise<Page> {
    return this.world.browser(by, this.address(who, tab, object));
  }
}

/** The cell that says everything about a permission. */
export function cell(page: Page, permission: string) {
  return page.getByRole("gridcell", { name: new RegExp(`^${permission};`) });
}

/** Saves, and waits until it is said. */
export async function save(page: Page): Promise<void> {
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Saved.").first()).toBeVisible();
  await expect(page.getByText("No changes", { exact: true })).toBeVisible();
}
