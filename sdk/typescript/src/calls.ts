/** A call as data: what is sent, and how often it may be sent. */
export interface Call {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  key?: string;
  ifMatch?: number | string | undefined;
  ifNoneMatch?: number | string | undefined;
  accept?: string;
  prefer?: string;
  signal?: AbortSignal | undefined;
}

export interface Options {
  /** Ends the call; it throws what the signal says. */
  signal?: AbortSignal;
}

export interface Keyed extends Options {
  /** Makes the request safe to send again. Each call has a new one; pass your own to repeat a call of before. */
  idempotencyKey?: string;
}

/** Return the key of a call, a new one if the caller has none. It stays the same over all retries. */
export const keyed = (options: Keyed): string => options.idempotencyKey ?? crypto.randomUUID();

/** Return a part of a path, so that it cannot be more than one. */
export const place = (part: string): string => encodeURIComponent(part);

/**
 * Whether a call may be sent again when nobody knows whether it was carried out. A DELETE that was carried out is a 404 the
 * second time, and a change with `If-Match` a 412: the caller would not know why.
 */
export const repeatable = ({ key, method, ifMatch }: Call): boolean =>
  key !== undefined || method === "GET" || (method === "PUT" && ifMatch === undefined);

/** Return what `fetch` needs for a call. */
export function requestOf(base: string, call: Call, token: string | null, after: string | null): [string, RequestInit] {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined && value !== null) query.set(name, String(value));
  }
  const binary = call.body instanceof Blob || call.body instanceof Uint8Array;
  const headers: Record<string, string | null | undefined> = {
    Accept: call.accept ?? "application/json",
    Authorization: token && `Bearer ${token}`,
    "Content-Type": call.body === undefined ? null : binary ? "application/octet-stream" : "application/json",
    "Idempotency-Key": call.key,
    "If-Match": tag(call.ifMatch),
    "If-None-Match": tag(call.ifNoneMatch),
    "Last-Event-ID": after,
    Prefer: call.prefer,
  };
  const set = Object.entries(headers).filter((header): header is [string, string] => Boolean(header[1]));
  const body = call.body === undefined ? null : binary ? (call.body as BodyInit) : JSON.stringify(call.body);
  const url = `${base}${call.path}${query.size ? `?${query}` : ""}`;
  return [url, { method: call.method, headers: Object.fromEntries(set), body }];
}

/** An entity tag; a number is a document's `version`. */
const tag = (version: number | string | undefined): string | undefined =>
  typeof version === "number" ? `"v${version}"` : version;
