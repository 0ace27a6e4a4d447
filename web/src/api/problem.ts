import type { Problem } from "./schema";

/** A request that failed: with the problem document the API answered with, or without any answer. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    readonly detail: string,
    readonly status: number,
    readonly requestId: string | null = null,
    readonly retryAfter: number | null = null,
    readonly problem: Partial<Problem> = {},
  ) {
    super(`${code}: ${detail}`);
  }
}

/** No answer came: the network or the product is gone. */
export const UNREACHABLE = "UNREACHABLE";

/** A stream ended before its last event. */
export const CUT = "STREAM_CUT";

/** Make a failure of what an unsuccessful response carries. A body that is no problem document is not shown. */
export function failureOf(body: unknown, response: Response): Failure {
  const problem = typeof body === "object" && body !== null ? (body as Partial<Problem>) : {};
  const wait = Number(response.headers.get("Retry-After"));
  return new Failure(
    problem.code ?? `HTTP_${response.status}`,
    problem.detail ?? "",
    response.status,
    problem.request_id ?? response.headers.get("X-Request-ID"),
    Number.isFinite(wait) && wait > 0 ? wait : null,
    problem,
  );
}

/** Turn whatever was thrown into a failure; an abort stays what it is. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof DOMException && thrown.name === "AbortError") throw thrown;
  if (thrown instanceof TypeError) return new Failure(UNREACHABLE, "", 0);
  throw thrown;
}
