/** One person's calls of the API, to set a scene or to look behind the page. */
import { type APIRequestContext, expect, request } from "@playwright/test";
import type { Server } from "./server.ts";

export const PASSWORD = "a long password for tests";

export class Person {
  readonly username: string;
  readonly id: string;
  private readonly context: APIRequestContext;

  private constructor(username: string, id: string, context: APIRequestContext) {
    this.username = username;
    this.id = id;
    this.context = context;
  }

  static async signIn(server: Server, username: string, password = PASSWORD): Promise<Person> {
    const open = await request.newContext({ baseURL: server.url, ignoreHTTPSErrors: true });
    const answer = await open.post("/api/v1/auth/login", { data: { username, password } });
    expect(answer.ok(), await answer.text()).toBe(true);
    const { token, user } = (await answer.json()) as { token: string; user: { id: string } };
    await open.dispose();
    const extraHTTPHeaders = { authorization: `Bearer ${token}` };
    const context = await request.newContext({ baseURL: server.url, ignoreHTTPSErrors: true, extraHTTPHeaders });
    return new Person(username, user.id, context);
  }

  // biome-ignore lint/suspicious/noExplicitAny: scenes read a few fields of many kinds of answers
  async ask(method: string, path: string, data?: unknown, headers: Record<string, string> = {}): Promise<any> {
    const answer = await this.context.fetch(`/api/v1${path}`, { method, data, headers });
    const text = await answer.text();
    expect(answer.ok(), `${method} ${path}: ${answer.status()} ${text}`).toBe(true);
    return text === "" ? undefined : JSON.parse(text);
  }

  /** Sends a form with a file. */
  async upload(
    path: string,
    multipart: Record<string, string | { name: string; mimeType: string; buffer: Buffer }>,
    // biome-ignore lint/suspicious/noExplicitAny: scenes read a few fields of many kinds of answers
  ): Promise<any> {
    const answer = await this.context.post(`/api/v1${path}`, { multipart, timeout: 300_000 });
    expect(answer.ok(), await answer.text()).toBe(true);
    return answer.json();
  }

  /** The status of a call that need not succeed. */
  async status(method: string, path: string, data?: unknown): Promise<number> {
    return (await this.context.fetch(`/api/v1${path}`, { method, data })).status();
  }

  async dispose(): Promise<void> {
    await this.context.dispose();
  }
}
