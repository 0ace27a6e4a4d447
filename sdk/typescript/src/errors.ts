import type { Problem } from "./generated/models.js";

/** A call did not succeed. */
export class InterviewPrepError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** No answer came. Whether the request was carried out is unknown, unless `sent` is false. */
export class NoAnswer extends InterviewPrepError {
  constructor(
    message: string,
    readonly sent: boolean,
  ) {
    super(message);
  }
}

/** A stream ended before its last event, and could not be continued. */
export class StreamCut extends InterviewPrepError {}

/** The document is still the one that `ifNoneMatch` names. */
export class NotModified extends InterviewPrepError {}

export interface InvalidPart {
  /** A JSON pointer into the request. */
  pointer: string;
  detail: string;
}

/** The API answered with a problem document. `code` is stable: test for it, not for the text. */
export class ProblemError extends InterviewPrepError {
  readonly code: string;
  readonly detail: string;
  /** The services' logs have it, too. */
  readonly requestId: string | null;
  /** With 422: each invalid part of the request. */
  readonly errors: readonly InvalidPart[];
  /** After how many seconds the request may succeed, if the API says. */
  readonly retryAfter: number | null;

  constructor(
    readonly status: number,
    /** The whole document, which may say more. */
    readonly problem: Partial<Problem>,
    headers: Headers = new Headers(),
  ) {
    const code = problem.code ?? `HTTP_${status}`;
    const requestId = problem.request_id ?? headers.get("X-Request-ID");
    super(`${code}: ${problem.detail ?? ""} (status ${status}, request ${requestId})`);
    this.code = code;
    this.detail = problem.detail ?? "";
    this.requestId = requestId;
    this.errors = problem.errors ?? [];
    const wait = headers.get("Retry-After");
    this.retryAfter = wait !== null && /^\d+$/.test(wait) ? Number(wait) : null;
  }
}

/** Return the error of an answer. A body that is no problem document, such as a proxy's, is left out. */
export function problemOf(status: number, body: string, headers?: Headers): ProblemError {
  let problem: unknown = null;
  try {
    problem = JSON.parse(body);
  } catch {
    // Not JSON: then it says nothing about the problem.
  }
  const known = typeof problem === "object" && problem !== null && !Array.isArray(problem);
  return new ProblemError(status, known ? (problem as Partial<Problem>) : {}, headers);
}
