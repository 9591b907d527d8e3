import { beforeEach, expect, test } from "vitest";
import { EditLock, IDLE_AFTER, type LockCalls, type LockState, type Outcome } from "./edit-lock.ts";

let said: string[];
let next: Outcome;
let now: number;
let shown: LockState;
let lock: EditLock;

beforeEach(() => {
  said = [];
  next = { kind: "token", token: "t1" };
  now = 0;
  const calls: LockCalls = {
    async take() {
      said.push("take");
      return next;
    },
    async renew(token) {
      said.push(`renew ${token}`);
      return next;
    },
    async release(token) {
      said.push(`release ${token}`);
    },
  };
  lock = new EditLock(
    calls,
    (state) => {
      shown = state;
    },
    () => now,
  );
});

test("is taken, renewed with its newest token, and let go", async () => {
  await lock.take();
  expect(shown).toEqual({ kind: "mine" });
  next = { kind: "token", token: "t2" };
  await lock.tick();
  await lock.close();
  expect(said).toEqual(["take", "renew t1", "release t2"]);
});

test("is let go after five minutes without a key, and taken again at the next one", async () => {
  await lock.take();
  now = IDLE_AFTER - 1;
  await lock.tick();
  expect(said).toEqual(["take", "renew t1"]);
  now = IDLE_AFTER;
  await lock.tick();
  expect(shown).toEqual({ kind: "idle" });
  expect(said.at(-1)).toBe("release t1");
  lock.touch();
  await Promise.resolve();
  expect(said.at(-1)).toBe("take");
  expect(lock.state).toEqual({ kind: "mine" });
});

test("of somebody else is shown, and taken as soon as it is free", async () => {
  next = { kind: "other", holder: "Mia", since: "10:42" };
  await lock.take();
  expect(shown).toEqual(next);
  next = { kind: "token", token: "t1" };
  lock.hear({ lock: null, released_by: null });
  await Promise.resolve();
  expect(lock.state).toEqual({ kind: "mine" });
});

test("that was taken away is told with who did it, and not taken back by typing", async () => {
  await lock.take();
  lock.hear({ lock: null, released_by: "Ada" });
  expect(shown).toEqual({ kind: "lost", by: "Ada" });
  lock.touch();
  await lock.tick();
  await lock.close();
  expect(said).toEqual(["take"]);
});

test("that ended by itself is taken again", async () => {
  await lock.take();
  next = { kind: "gone" };
  const ticking = lock.tick();
  next = { kind: "gone" };
  await ticking;
  expect(said).toEqual(["take", "renew t1", "take"]);
});

test("that arrives after the form was closed is let go at once", async () => {
  const taking = lock.take();
  await lock.close();
  await taking;
  expect(said).toEqual(["take", "release t1"]);
});
