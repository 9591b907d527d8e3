import type { ExportRequest } from "@strongroom/client";
import { server } from "../server/index.ts";

/** How long the browser has to take the file from the page, in milliseconds. */
const KEPT = 60_000;

function nameOf(answer: Response, format: string): string {
  const header = answer.headers.get("content-disposition") ?? "";
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  if (encoded !== undefined) return decodeURIComponent(encoded);
  return /filename="([^"]+)"/i.exec(header)?.[1] ?? `strongroom.${format}`;
}

/** Has the server make the file, and hands it to the browser to be kept; gives back how much is in it. */
export async function download(database: string, body: ExportRequest): Promise<{ taken: number; leftOut: number }> {
  const answer = await server.fetch(`/api/v1/databases/${database}/export`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = nameOf(answer, body.format);
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT);
  const count = (header: string) => Number(answer.headers.get(header) ?? 0);
  return { taken: count("strongroom-objects"), leftOut: count("strongroom-left-out") };
}
