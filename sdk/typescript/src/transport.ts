import { type Call, repeatable, requestOf } from "./calls.js";
import { InterviewPrepError, NoAnswer, NotModified, problemOf, StreamCut } from "./errors.js";
import { PATIENT, pauseAfter, type Retries } from "./retrying.js";
import { Delivery, EventDecoder, type StreamEvent } from "./streams.js";

export interface ClientOptions {
  /** A bearer token, or a function that returns a valid one and is asked before each request. */
  token?: string | (() => string | Promise<string>);
  retries?: Partial<Retries>;
  /** How many seconds of silence a call may have: with a language model, a plain call answers after 5 to 60. */
  timeout?: number;
  fetch?: typeof fetch;
  /** Waits between attempts. */
  sleep?: (seconds: number) => Promise<void>;
}

interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

const headersOf = new WeakMap<object, Headers>();

/** Return the entity tag that a document came with, for `ifMatch` and `ifNoneMatch`. */
export const etagOf = (document: object): string | null => headersOf.get(document)?.get("ETag") ?? null;

/** Return the id of the request that a document answered; the services' logs have it, too. */
export const requestIdOf = (document: object): string | null => headersOf.get(document)?.get("X-Request-ID") ?? null;

/** Sends calls, again if that is worth it, and reads their answers. */
export class Transport {
  readonly #base: string;
  readonly #token: ClientOptions["token"];
  readonly #retries: Retries;
  readonly #timeout: number;
  readonly #fetch: typeof fetch;
  readonly #sleep: (seconds: number) => Promise<void>;

  /** Call the API at `baseUrl`, such as `http://localhost:8000`; empty for the page's own origin. */
  constructor(baseUrl: string, options: ClientOptions = {}) {
    this.#base = baseUrl.replace(/\/+$/, "");
    this.#token = options.token;
    this.#retries = { ...PATIENT, ...options.retries };
    this.#timeout = options.timeout ?? 120;
    this.#fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.#sleep = options.sleep ?? ((seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)));
  }

  protected json<T>(call: Call): Promise<T> {
    return this.#send(call, (response) => documentOf<T>(response));
  }

  protected text(call: Call): Promise<string> {
    return this.#send(call, (response) => response.text());
  }

  protected bytes(call: Call): Promise<Uint8Array> {
    return this.#send(call, async (response) => new Uint8Array(await response.arrayBuffer()));
  }

  protected nothing(call: Call): Promise<void> {
    return this.#send(call, async (response) => void (await response.arrayBuffer()));
  }

  protected async *items<T>(fetch: (cursor: string | undefined) => Promise<Page<T>>): AsyncGenerator<T> {
    let cursor: string | undefined;
    do {
      const page: Page<T> = await fetch(cursor);
      yield* page.items;
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
  }

  protected async *events<E extends StreamEvent<string, unknown>>(call: Call, names: readonly E["name"][]): AsyncGenerator<E> {
    yield* this.#continued<E>(call, new Delivery(names, null), false);
  }

  protected async *follow<E extends StreamEvent<string, unknown>>(
    call: Call,
    names: readonly E["name"][],
    lastEventId: string | null,
  ): AsyncGenerator<E> {
    yield* this.#continued<E>(call, new Delivery(names, lastEventId), true);
  }

  /** Yield the events of a stream over as many connections as it takes. */
  async *#continued<E>(call: Call, delivery: Delivery, follows: boolean): AsyncGenerator<E> {
    for (let attempt = 1; !delivery.ended; attempt += 1) {
      delivery.advanced = false;
      let failure: InterviewPrepError = new StreamCut("the stream ended before its last event");
      try {
        yield* this.#connected<E>(call, delivery, follows);
      } catch (thrown) {
        failure = asFailure(thrown, call.signal);
      }
      if (delivery.failure) throw delivery.failure;
      if (delivery.ended) return;
      if (delivery.advanced) attempt = 1;
      await this.#wait(attempt, failure, call);
    }
  }

  /** Yield the events of one connection. */
  async *#connected<E>(call: Call, delivery: Delivery, follows: boolean): AsyncGenerator<E> {
    const silence = new Silence(this.#timeout, call.signal);
    let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
    try {
      const response = await this.#answer(call, follows ? delivery.lastId : null, silence);
      if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
        delivery.ended = true;
        const whole = response.status === 204 ? null : await documentOf<unknown>(response);
        if (whole !== null) yield { name: "completed", data: whole, id: null } as E;
        return;
      }
      reader = response.body!.getReader();
      const decoder = new EventDecoder();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        silence.broken();
        for (const raw of decoder.feed(value)) {
          const event = delivery.take(raw);
          if (event) yield event as E;
        }
      }
    } finally {
      silence.end();
      await reader?.cancel().catch(() => undefined);
    }
  }

  /** Return what `read` makes of the answer to a call that succeeded; throws `InterviewPrepError`. */
  async #send<T>(call: Call, read: (response: Response) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const silence = new Silence(this.#timeout, call.signal);
      let failure: InterviewPrepError;
      try {
        return await read(await this.#answer(call, null, silence));
      } catch (thrown) {
        failure = asFailure(thrown, call.signal);
      } finally {
        silence.end();
      }
      await this.#wait(attempt, failure, call);
    }
  }

  async #answer(call: Call, after: string | null, silence: Silence): Promise<Response> {
    const token = typeof this.#token === "function" ? await this.#token() : (this.#token ?? null);
    const [url, request] = requestOf(this.#base, call, token, after);
    const response = await this.#fetch(url, { ...request, signal: silence.signal });
    silence.broken();
    if (response.ok) return response;
    if (response.status === 304) throw new NotModified("it is still the version that you have");
    throw problemOf(response.status, await response.text(), response.headers);
  }

  /** Wait until the next attempt; throws `failure` if there is none. */
  async #wait(attempt: number, failure: InterviewPrepError, call: Call): Promise<void> {
    const pause = pauseAfter(this.#retries, attempt, failure, repeatable(call));
    if (pause === null) throw failure;
    await this.#sleep(pause);
    call.signal?.throwIfAborted();
  }
}

/** Ends a request that is silent for too long, or when its caller says so. */
class Silence {
  readonly #controller = new AbortController();
  readonly #seconds: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly signal: AbortSignal;

  constructor(seconds: number, signal: AbortSignal | undefined) {
    this.#seconds = seconds;
    this.signal = signal ? AbortSignal.any([signal, this.#controller.signal]) : this.#controller.signal;
    this.broken();
  }

  /** Begin anew: something was heard. */
  broken(): void {
    clearTimeout(this.#timer);
    const error = new NoAnswer(`nothing was heard for ${this.#seconds} s`, true);
    this.#timer = setTimeout(() => this.#controller.abort(error), this.#seconds * 1000);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

async function documentOf<T>(response: Response): Promise<T> {
  const document = (await response.json()) as T;
  if (typeof document === "object" && document !== null) headersOf.set(document, response.headers);
  return document;
}

/** Return the failure of a request. What is no failure, such as the caller's own abort, is thrown as it is. */
function asFailure(thrown: unknown, signal: AbortSignal | undefined): InterviewPrepError {
  if (signal?.aborted) throw signal.reason;
  if (thrown instanceof InterviewPrepError) return thrown;
  if (thrown instanceof TypeError) return new NoAnswer(describe(thrown), !refused(thrown));
  throw thrown;
}

const describe = (error: TypeError): string =>
  error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;

/** Whether there was no connection. Only Node says so; browsers tell no script. */
const refused = ({ cause }: TypeError): boolean =>
  typeof cause === "object" && cause !== null && "code" in cause && (cause.code === "ECONNREFUSED" || cause.code === "ENOTFOUND");
