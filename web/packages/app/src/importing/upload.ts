import type { Import, ImportSettings, Problem } from "@strongroom/client";
import { ProblemError } from "@strongroom/client";
import { server } from "../server/index.ts";

/** What is sent: the file itself goes as it lies on the disk, and is never read by the page. */
export interface Upload {
  file: File;
  format: string | null;
  password: string | null;
  keyFile: File | null;
  settings: ImportSettings;
}

/** Sends a file to be looked at; tells how much of it is sent. An XMLHttpRequest, since `fetch` does not tell. */
export function upload(what: Upload, onSent: (part: number) => void, signal: AbortSignal): Promise<Import> {
  const form = new FormData();
  form.append("settings", JSON.stringify(what.settings));
  if (what.format !== null) form.append("format", what.format);
  if (what.password !== null) form.append("master_password", what.password);
  if (what.keyFile !== null) form.append("key_file", what.keyFile);
  form.append("file", what.file);
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/imports");
    request.responseType = "json";
    const csrf = server.csrf();
    if (csrf !== null) request.setRequestHeader("X-Strongroom-CSRF", csrf);
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => lengthComputable && onSent(loaded / total);
    request.onload = () => {
      if (request.status === 201) done(request.response as Import);
      else fail(new ProblemError((request.response ?? {}) as Partial<Problem>, request.status));
    };
    request.onerror = () => fail(new ProblemError({}, 0));
    request.onabort = () => fail(new DOMException("given up", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}
