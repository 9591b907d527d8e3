/**
 * The lines of an answer of the kind `application/x-ndjson`, each parsed, as they arrive.
 * A line that is no JSON is an error of the stream.
 */
export async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown[]> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const parts = (rest + value).split("\n");
      rest = parts.pop() ?? "";
      const batch = parts.filter((part) => part !== "").map((part) => JSON.parse(part) as unknown);
      if (batch.length > 0) yield batch;
    }
    if (rest !== "") yield [JSON.parse(rest) as unknown];
  } finally {
    reader.releaseLock();
  }
}
