/** Gives many grants, some at a time, and takes them back. */
import type { Grant, NewGrant } from "@strongroom/client";
import { api } from "../../server/index.ts";

/** How many calls are under way at once. */
const AT_ONCE = 4;

/** After so many refusals the rest is not tried: it would be refused as well. */
const ENOUGH = 5;

/** What was given so far, and under which key each is asked for: what is asked twice is given once. */
export class Giving {
  readonly given = new Map<string, Grant>();
  private readonly keys = new Map<string, string>();
  private readonly database: string;

  constructor(database: string) {
    this.database = database;
  }

  /** Gives what was not given yet. Goes on after a refusal, and then throws the first one. */
  async give(plans: NewGrant[], onProgress: (done: number) => void): Promise<Grant[]> {
    const refusals: unknown[] = [];
    const waiting = plans.filter((plan) => !this.given.has(nameOf(plan)));
    const done = () => plans.filter((plan) => this.given.has(nameOf(plan))).length;
    const one = async () => {
      for (let plan = waiting.shift(); plan !== undefined && refusals.length < ENOUGH; plan = waiting.shift()) {
        try {
          await this.ask(plan);
          onProgress(done());
        } catch (error) {
          refusals.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    if (refusals.length > 0) throw refusals[0];
    return plans.flatMap((plan) => this.given.get(nameOf(plan)) ?? []);
  }

  private async ask(plan: NewGrant): Promise<void> {
    const body = JSON.stringify(plan);
    const key = this.keys.get(body) ?? crypto.randomUUID();
    this.keys.set(body, key);
    const params = { path: { db: this.database } };
    const headers = { "Idempotency-Key": key };
    const { data } = await api.POST("/api/v1/databases/{db}/grants", { params, body: plan, headers });
    if (data !== undefined) this.given.set(nameOf(plan), data);
  }
}

const nameOf = ({ object, grantee }: NewGrant) => `${object} ${grantee}`;

/** Ends grants for good. */
export async function revoke(database: string, grants: { id: string; revision: number }[]): Promise<void> {
  for (const { id, revision } of grants) {
    const params = { path: { db: database, id } };
    await api.DELETE("/api/v1/databases/{db}/grants/{id}", { params, headers: { "If-Match": `"${revision}"` } });
  }
}
