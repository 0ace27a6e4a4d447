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

/** What the page itself did not expect: a fault of its own, or an answer that is not what it says it is. */
export const UNEXPECTED = "UNEXPECTED";

const IN_PROGRESS = "IDEMPOTENCY_IN_PROGRESS";

/** Whether a request may still be carried out: it has no answer, or is being carried out since it was sent before. */
export const mayGoOn = ({ status, code }: Failure): boolean => status === 0 || code === IN_PROGRESS;

/** Whether the API has said no, so that nothing came of a request. After any other failure nobody knows. */
export const refused = (failure: Failure): boolean => failure.status >= 400 && failure.status < 500 && !mayGoOn(failure);

/** The issuer of tokens did not let the person in, or cannot be reached. */
export const NOT_SIGNED_IN = "SIGN_IN_FAILED";

/** A part of the page itself could not be loaded. */
export const INCOMPLETE = "PAGE_INCOMPLETE";

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

/** Whether this was thrown because the person stopped what was under way. */
export const isAbort = (thrown: unknown): boolean => thrown instanceof DOMException && thrown.name === "AbortError";

/** Turn whatever was thrown into a failure; an abort stays what it is. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (isAbort(thrown)) throw thrown;
  if (thrown instanceof TypeError) return new Failure(UNREACHABLE, "", 0);
  // The person is told and can go on; whoever looks for the fault finds it in the console.
  console.error(thrown);
  return new Failure(UNEXPECTED, "", 0);
}
