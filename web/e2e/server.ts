/** The real server on loopback, in a folder of its own, with a licence for more people than three. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = process.env.STRONGROOMD ?? "../../target/debug/strongroomd";

export class Server {
  readonly folder = mkdtempSync(join(tmpdir(), "strongroom-web-"));
  url = "";
  /** The one-time code of a server without an account. */
  setupToken = "";
  private child: ChildProcess | null = null;

  /** Starts a server that has no account yet. */
  static async start(): Promise<Server> {
    const server = new Server();
    server.licence();
    await server.run("127.0.0.1:0");
    return server;
  }

  get licenceFile(): string {
    return join(this.folder, "licence.json");
  }

  /** Ends the program at once, as a power cut would. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === null) return;
    const gone = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    await gone;
    this.child = null;
  }

  /** Starts it again at the same address, with what it has on disk. */
  async again(): Promise<void> {
    await this.run(new URL(this.url).host);
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private licence(): void {
    const key = join(this.folder, "issuing.key");
    const made = execFileSync(PROGRAM, ["license", "new-key", "--out", key], { encoding: "utf8" });
    writeFileSync(join(this.folder, "server.toml"), `[license]\nissuing_keys = ["${made.trim()}"]\n`);
    const terms = ["--holder", "Example company", "--seats", "50", "--key", key, "--out", this.licenceFile];
    execFileSync(PROGRAM, ["license", "issue", ...terms]);
  }

  private async run(listen: string): Promise<void> {
    const data = join(this.folder, "data");
    const config = join(this.folder, "server.toml");
    const child = spawn(PROGRAM, ["serve", "--data", data, "--listen", listen, "--config", config], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    this.child = child;
    let said = "";
    for await (const piece of child.stdout) {
      said += String(piece);
      this.setupToken = /setup: \S+#(\S+)/.exec(said)?.[1] ?? this.setupToken;
      const url = /listening: (\S+)/.exec(said)?.[1];
      // What it says is said in one go, ended by the line about its operations or its setup.
      if (url !== undefined && said.includes("operations: ")) {
        this.url = url;
        if (this.setupToken !== "" || (await this.isSetUp())) break;
      }
    }
    if (this.url === "") throw new Error(`the server did not start: ${said}`);
    child.stdout.resume();
  }

  private async isSetUp(): Promise<boolean> {
    const { request } = await import("@playwright/test");
    const context = await request.newContext({ ignoreHTTPSErrors: true });
    const info = (await (await context.get(`${this.url}/api/v1/server`)).json()) as { setup_required: boolean };
    await context.dispose();
    return !info.setup_required;
  }
}
