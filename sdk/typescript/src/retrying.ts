import { type InterviewPrepError, NoAnswer, ProblemError, StreamCut } from "./errors.js";

/** How patient a client is. */
export interface Retries {
  /** How often a call is sent at most; 1 for never again. */
  attempts: number;
  /** If the API asks for a longer wait, in seconds, its answer is thrown at once: a quota that resets at midnight. */
  maxWait: number;
  /** Seconds, when the API does not say how long. It doubles with each attempt. */
  firstPause: number;
}

export const PATIENT: Retries = { attempts: 4, maxWait: 30, firstPause: 0.5 };

const IN_PROGRESS = "IDEMPOTENCY_IN_PROGRESS";

/**
 * A 503 that says that nothing has happened yet. `SERVICE_UNREACHABLE` says no such thing: a process that is killed while it
 * carries out a request looks the same to the gateway.
 */
const NOT_CARRIED_OUT = "UPLOADS_BUSY";

/**
 * Return the seconds to wait after that many attempts, or `null` to give up. A random part of it keeps clients that failed
 * together from coming back together.
 */
export function pauseAfter(retries: Retries, attempt: number, failure: InterviewPrepError, repeatable: boolean): number | null {
  if (attempt >= retries.attempts || !worthRepeating(failure, repeatable)) return null;
  const asked = failure instanceof ProblemError ? failure.retryAfter : null;
  if (asked === null) return (0.5 + Math.random() / 2) * Math.min(retries.firstPause * 2 ** (attempt - 1), retries.maxWait);
  return asked > retries.maxWait ? null : asked + Math.random() * retries.firstPause;
}

function worthRepeating(failure: InterviewPrepError, repeatable: boolean): boolean {
  if (failure instanceof ProblemError) {
    if (failure.status === 429) return true;
    if (failure.status === 503) return repeatable || failure.code === NOT_CARRIED_OUT;
    return failure.status === 409 && failure.code === IN_PROGRESS;
  }
  if (failure instanceof NoAnswer) return repeatable || !failure.sent;
  return repeatable && failure instanceof StreamCut;
}
