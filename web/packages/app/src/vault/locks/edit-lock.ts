/** How one's own edit lock stands. */
export type LockState =
  /** Being asked for, or not wanted. */
  | { kind: "none" }
  | { kind: "mine" }
  /** Somebody else edits. */
  | { kind: "other"; holder: string; since: string }
  /** Let go, because nothing was typed for a while. */
  | { kind: "idle" }
  /** Taken away by force. */
  | { kind: "lost"; by: string }
  /** The server did not answer. */
  | { kind: "away" };

/** What happened to a call about a lock. */
export type Outcome =
  | { kind: "token"; token: string }
  | { kind: "other"; holder: string; since: string }
  | { kind: "gone" }
  | { kind: "away" };

/** The calls of the API. */
export interface LockCalls {
  take(): Promise<Outcome>;
  renew(token: string): Promise<Outcome>;
  release(token: string): Promise<void>;
}

/** The server tells of a lock: who has it now, and who took it away from us. */
export interface LockNews {
  lock: { holder: string; since: string } | null;
  released_by: string | null;
}

/** A lease of 90 seconds is renewed well before it ends. */
export const RENEW_EVERY = 30_000;

/** Without a key or a pointer for so long the lock is let go. */
export const IDLE_AFTER = 5 * 60_000;

/**
 * The lock of one entry while somebody edits it: taken at the start, renewed while the form is used, let go when it is
 * not or when it is closed. It is a courtesy and no wall: what is saved without it is decided by the server.
 */
export class EditLock {
  state: LockState = { kind: "none" };
  private token: string | null = null;
  private used: number;
  private closed = false;
  private asking = false;
  private readonly calls: LockCalls;
  private readonly told: (state: LockState) => void;
  private readonly now: () => number;

  constructor(calls: LockCalls, told: (state: LockState) => void, now: () => number = Date.now) {
    this.calls = calls;
    this.told = told;
    this.now = now;
    this.used = now();
  }

  /** Asks for the lock. */
  async take(): Promise<void> {
    this.used = this.now();
    await this.ask();
  }

  /** Somebody typed. */
  touch(): void {
    this.used = this.now();
    if (this.state.kind === "idle" || this.state.kind === "away") void this.take();
  }

  /** Called every {@link RENEW_EVERY}. */
  async tick(): Promise<void> {
    if (this.state.kind === "away") return this.ask();
    if (this.token === null || this.closed || this.asking) return;
    if (this.now() - this.used >= IDLE_AFTER) {
      const { token } = this;
      this.token = null;
      this.become({ kind: "idle" });
      await this.calls.release(token);
      return;
    }
    this.asking = true;
    const outcome = await this.calls.renew(this.token);
    this.asking = false;
    if (this.closed || this.token === null) {
      // It was let go or taken away while the answer was on its way.
      if (this.closed && outcome.kind === "token") await this.calls.release(outcome.token);
      return;
    }
    // A lock that is no more was ended by time or by a restart: what is typed on needs a new one.
    if (outcome.kind === "gone") {
      this.token = null;
      await this.ask();
    } else if (outcome.kind !== "away") this.settle(outcome);
  }

  /** What the server said about the lock of this entry. */
  hear({ lock, released_by }: LockNews): void {
    if (this.state.kind === "mine" && released_by !== null) {
      this.token = null;
      this.become({ kind: "lost", by: released_by });
    } else if (this.state.kind === "other") {
      if (lock === null) void this.ask();
      else this.become({ kind: "other", ...lock });
    } else if (this.state.kind === "lost" && lock !== null) this.become({ kind: "other", ...lock });
  }

  /** A save was refused because of it. */
  refused(holder: string, since: string): void {
    this.token = null;
    this.become({ kind: "other", holder, since });
  }

  /** Lets go of it; the object is of no use after that. */
  async close(): Promise<void> {
    this.closed = true;
    const { token } = this;
    this.token = null;
    if (token !== null) await this.calls.release(token);
  }

  private async ask(): Promise<void> {
    if (this.closed || this.asking) return;
    this.asking = true;
    const outcome = await this.calls.take();
    this.asking = false;
    if (outcome.kind === "token" && this.closed) await this.calls.release(outcome.token);
    else this.settle(outcome);
  }

  private settle(outcome: Outcome): void {
    this.token = outcome.kind === "token" ? outcome.token : null;
    if (outcome.kind === "token") this.become({ kind: "mine" });
    else if (outcome.kind === "other") this.become(outcome);
    else if (outcome.kind === "away") this.become({ kind: "away" });
    else this.become({ kind: "none" });
  }

  private become(state: LockState): void {
    this.state = state;
    if (!this.closed) this.told(state);
  }
}
