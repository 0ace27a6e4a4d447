import createClient, { type Middleware } from "openapi-fetch";
import { authorize } from "./identity";
import { newId } from "../lib/ids";
import { eventsOf } from "./events";
import type { components, paths } from "../../../sdk/typescript/src/generated/schema";
import { asFailure, CUT, Failure, failureOf } from "./problem";
import type { Problem } from "./schema";

/** All three services are behind one gateway, so one client knows the paths of all of them. */
export const api = createClient<paths>({ baseUrl: "" });

const identified: Middleware = {
  onRequest: async ({ request }) => {
    await authorize(request.headers);
    return request;
  },
};
api.use(identified);

interface Result<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * What an endpoint answers with as JSON. Texts are its other media types, and jobs are for `Prefer: respond-async`; nobody
 * asks for either here.
 */
type Json<T> = Exclude<T, string | components["schemas"]["JobOut"]>;

/** Return the data of a request; throws `Failure`. */
export async function data<T>(request: Promise<Result<T>>): Promise<Json<T>> {
  let result: Result<T>;
  try {
    result = await request;
  } catch (thrown) {
    throw asFailure(thrown);
  }
  if (!result.response.ok) throw failureOf(result.error, result.response);
  return result.data as Json<T>;
}

export interface StreamOptions {
  body?: unknown;
  key: string;
  signal?: AbortSignal;
  on: Record<string, (value: never) => void>;
}

/**
 * POST and hand each event to its handler; return what `completed` carries.
 *
 * Throws `Failure`: that of the response, of the event `failed`, or `CUT` when the stream ends before either.
 */
export async function stream<T>(path: string, { body, key, signal, on }: StreamOptions): Promise<T> {
  const headers = new Headers({
    Accept: "text/event-stream",
    "Content-Type": "application/json",
    "Idempotency-Key": key,
  });
  try {
    await authorize(headers);
    const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body ?? null), signal: signal ?? null });
    if (!response.ok || !response.body) {
      throw failureOf(await response.json().catch(() => null), response);
    }
    // A request that was made before with this key is answered with the stored whole.
    if (response.headers.get("Content-Type")?.startsWith("application/json")) return (await response.json()) as T;
    for await (const event of eventsOf(response.body)) {
      if (event.name === "completed") return event.data as T;
      if (event.name === "failed") throw failed(event.data as Problem);
      on[event.name]?.(event.data as never);
    }
    throw new Failure(CUT, "", 0, response.headers.get("X-Request-ID"));
  } catch (thrown) {
    throw asFailure(thrown);
  }
}

function failed(problem: Problem): Failure {
  return new Failure(problem.code, problem.detail, problem.status, problem.request_id, null, problem);
}

/** A key that makes a request safe to send again. */
export const newKey = (): string => newId();
