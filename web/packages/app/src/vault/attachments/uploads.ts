import { isProblem, type ObjectAnswer } from "@strongroom/client";
import { useSyncExternalStore } from "react";
import { onWipe } from "../../session/index.tsx";
import { NotUnlocked, withSecondPassword } from "../secrets/second-password.tsx";
import { attachmentsChanged } from "./list.ts";
import { Cancelled, send } from "./send.ts";

/** A file that is to be attached. */
export interface Upload {
  key: string;
  object: string;
  name: string;
  size: number;
  sent: number;
  state: "waiting" | "sending" | "failed";
  error: unknown;
}

/** So many files of a person are sent at once; the server takes four. */
const AT_ONCE = 2;

interface Job extends Upload {
  entry: ObjectAnswer;
  file: File;
  cancel: () => void;
  told: (name: string) => void;
}

let jobs: readonly Job[] = [];
const watchers = new Set<() => void>();

function become(next: readonly Job[]): void {
  jobs = next;
  for (const watcher of watchers) watcher();
}

function change(key: string, part: Partial<Job>): void {
  become(jobs.map((job) => (job.key === key ? { ...job, ...part } : job)));
}

/** Attaches files to an entry, in turn; goes on when another entry is opened. `told` hears of each that arrived. */
export function upload(entry: ObjectAnswer, files: Iterable<File>, told: (name: string) => void): void {
  const fresh = [...files].map((file): Job => {
    const { name, size } = file;
    const cancel = () => undefined;
    const key = crypto.randomUUID();
    return { key, object: entry.id, name, size, sent: 0, state: "waiting", error: null, entry, file, cancel, told };
  });
  become([...jobs, ...fresh]);
  start();
}

/** Stops a file, or takes the line of one that failed away. */
export function cancelUpload(key: string): void {
  const job = jobs.find((one) => one.key === key);
  job?.cancel();
  become(jobs.filter((one) => one.key !== key));
  start();
}

function start(): void {
  const sending = jobs.filter(({ state }) => state === "sending").length;
  const next = jobs.filter(({ state }) => state === "waiting").slice(0, Math.max(0, AT_ONCE - sending));
  for (const job of next) {
    change(job.key, { state: "sending" });
    void run(job);
  }
}

async function run({ key, entry, file, told }: Job): Promise<void> {
  try {
    await withSecondPassword(entry, (secondPassword) => {
      const onProgress = (sent: number) => change(key, { sent });
      const { done, cancel } = send({ database: entry.database, id: entry.id, file, secondPassword, onProgress });
      change(key, { cancel, sent: 0 });
      return done;
    });
    become(jobs.filter((one) => one.key !== key));
    told(file.name);
    await attachmentsChanged(entry.database, entry.id);
  } catch (error) {
    if (error instanceof Cancelled || error instanceof NotUnlocked) become(jobs.filter((one) => one.key !== key));
    else change(key, { state: "failed", error });
    // Whether a request without an answer arrived, the list tells.
    if (isProblem(error, "unreachable")) await attachmentsChanged(entry.database, entry.id);
  }
  start();
}

onWipe(() => {
  for (const { cancel } of jobs) cancel();
  become([]);
});

/** The files that are on their way to an entry. */
export function useUploads(object: string): readonly Upload[] {
  const all = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => jobs,
  );
  return all.filter((job) => job.object === object);
}
