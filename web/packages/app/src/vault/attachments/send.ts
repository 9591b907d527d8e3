import { ProblemError } from "@strongroom/client";
import { server } from "../../server/index.ts";
import { secondPasswordHeader } from "../secrets/second-password.tsx";

/** Says that the person cancelled it. */
export class Cancelled extends Error {}

/** A file on its way, and how to stop it. */
export interface Sending {
  done: Promise<void>;
  cancel(): void;
}

interface Order {
  database: string;
  id: string;
  file: File;
  secondPassword: string | undefined;
  onProgress: (sent: number) => void;
}

/**
 * Sends a file, and tells how far it is: only XMLHttpRequest tells of what went out. The browser reads the file in
 * pieces, so that its size does not count here.
 */
export function send({ database, id, file, secondPassword, onProgress }: Order): Sending {
  const request = new XMLHttpRequest();
  const done = new Promise<void>((resolve, reject) => {
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(problemOf(request));
    };
    request.onerror = () => reject(new ProblemError({}, 0));
    request.onabort = () => reject(new Cancelled());
  });
  request.open("POST", `/api/v1/databases/${database}/objects/${id}/attachments`);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("Strongroom-Name", encodeURIComponent(file.name));
  request.setRequestHeader("Idempotency-Key", crypto.randomUUID());
  request.setRequestHeader("X-Strongroom-CSRF", server.csrf() ?? "");
  for (const [name, value] of Object.entries(secondPasswordHeader(secondPassword))) {
    request.setRequestHeader(name, value);
  }
  request.send(file);
  return { done, cancel: () => request.abort() };
}

function problemOf(request: XMLHttpRequest): ProblemError {
  try {
    return new ProblemError(JSON.parse(request.responseText), request.status);
  } catch {
    return new ProblemError({}, request.status);
  }
}
