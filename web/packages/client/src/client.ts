import createFetch, { type Client as FetchClient, type Middleware } from "openapi-fetch";
import { ProblemError } from "./problem.ts";
import type { Problem, paths } from "./schema.ts";

/** The typed client of openapi-fetch over every path of the API. */
export type Client = FetchClient<paths>;

/** A client with the token that a browser's session sends along with every request. */
export interface Strongroom {
  readonly api: Client;
  /** A request outside of the typed ones (streams, uploads), with the same headers and the same errors. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Sets what is sent as `X-Strongroom-CSRF`; `null` after signing out. */
  setCsrf(token: string | null): void;
  /** Gives up every request that is under way but those with `keepalive`: their answers are nobody's any more. */
  abandon(): void;
  /** The token that is sent now. */
  csrf(): string | null;
}

interface Options {
  /** Called when the server no longer knows the session, so that the page can say so. */
  onSignedOut?: () => void;
}

/** Paths whose POST takes no `Idempotency-Key` (api.md). */
const WITHOUT_KEY = /\/(auth\/[a-z]+|setup|reveal|lock|rights\/preview)$/;

/** Makes the client of one page. Every answer that is no success is thrown as a {@link ProblemError}. */
export function createStrongroom(options: Options = {}): Strongroom {
  let csrf: string | null = null;
  let session = new AbortController();

  function ofSession(signal: AbortSignal | null | undefined): AbortSignal {
    return signal == null ? session.signal : AbortSignal.any([session.signal, signal]);
  }

  function dress(headers: Headers, method: string, path: string): void {
    if (csrf !== null) headers.set("X-Strongroom-CSRF", csrf);
    if (method === "POST" && !WITHOUT_KEY.test(path) && !headers.has("Idempotency-Key")) {
      headers.set("Idempotency-Key", crypto.randomUUID());
    }
  }

  async function refuse(response: Response): Promise<never> {
    let problem: Partial<Problem> = {};
    if (response.headers.get("content-type")?.includes("json") === true) {
      problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
    }
    if (response.status === 401 && problem.code === "unauthenticated") options.onSignedOut?.();
    throw new ProblemError(problem, response.status);
  }

  const middleware: Middleware = {
    onRequest({ request }) {
      dress(request.headers, request.method, new URL(request.url).pathname);
      return request.keepalive ? request : new Request(request, { signal: ofSession(request.signal) });
    },
    async onResponse({ response }) {
      if (!response.ok) await refuse(response);
      return response;
    },
    onError() {
      return new ProblemError({}, 0);
    },
  };

  const api = createFetch<paths>({ baseUrl: globalThis.location?.origin ?? "", credentials: "same-origin" });
  api.use(middleware);

  return {
    api,
    async fetch(path, init = {}) {
      const headers = new Headers(init.headers);
      dress(headers, init.method ?? "GET", path.split("?")[0] ?? path);
      let response: Response;
      try {
        const signal = init.keepalive === true ? init.signal : ofSession(init.signal);
        response = await fetch(path, { ...init, headers, signal, credentials: "same-origin" });
      } catch (error) {
        if (init.signal?.aborted === true) throw error;
        throw new ProblemError({}, 0);
      }
      return response.ok ? response : refuse(response);
    },
    setCsrf(token) {
      csrf = token;
    },
    abandon() {
      session.abort();
      session = new AbortController();
    },
    csrf: () => csrf,
  };
}
