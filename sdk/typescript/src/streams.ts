import { problemOf, type ProblemError } from "./errors.js";

/** An event of a stream. Comparing `name` tells the type checker the type of `data`. */
export interface StreamEvent<Name extends string, Data> {
  name: Name;
  data: Data;
  /** Of a job's events: where to go on after it. */
  id: string | null;
}

export interface RawEvent {
  name: string;
  data: string;
  id: string | null;
}

const ENDS = ["completed", "cancelled"];
const INTERNAL_ERROR = 500;

/** Cuts bytes, in whatever pieces they come, into server-sent events (WHATWG HTML, section 9.2). */
export class EventDecoder {
  readonly #decoder = new TextDecoder();
  #line = "";
  #name = "message";
  #data: string[] = [];
  #id: string | null = null;

  /** Yield the events that these bytes complete. */
  *feed(chunk: Uint8Array): Generator<RawEvent> {
    const lines = (this.#line + this.#decoder.decode(chunk, { stream: true })).split("\n");
    this.#line = lines.pop() ?? "";
    for (const line of lines) {
      const event = this.#take(line.replace(/\r$/, ""));
      if (event) yield event;
    }
  }

  #take(line: string): RawEvent | null {
    if (line === "") return this.#end();
    const colon = line.indexOf(":");
    const value = line.slice(colon + 1).replace(/^ /, "");
    // Everything else is a comment that keeps the connection open.
    switch (line.slice(0, colon)) {
      case "event":
        this.#name = value;
        break;
      case "data":
        this.#data.push(value);
        break;
      case "id":
        this.#id = value;
    }
    return null;
  }

  #end(): RawEvent | null {
    const event = this.#data.length ? { name: this.#name, data: this.#data.join("\n"), id: this.#id } : null;
    this.#name = "message";
    this.#data = [];
    return event;
  }
}

/** What of a stream was delivered, over all its connections. */
export class Delivery {
  readonly #names: readonly string[];
  readonly #parts = new Set<string>();
  lastId: string | null;
  ended = false;
  /** What the event `failed` said: unlike the failure of a request, it is final. */
  failure: ProblemError | null = null;
  /** Whether anything came since the last time that somebody set this to false. */
  advanced = false;

  constructor(names: readonly string[], lastId: string | null) {
    this.#names = names;
    this.lastId = lastId;
  }

  /** Return an event to deliver; `null` if it was delivered before, or if there is nothing to deliver of it. */
  take({ name, data, id }: RawEvent): StreamEvent<string, unknown> | null {
    this.advanced = true;
    this.lastId = id;
    if (name === "failed") {
      this.failure = failureOf(data);
      return null;
    }
    this.ended = ENDS.includes(name);
    const part = `${name}\n${data}`;
    if (!this.#names.includes(name) || this.#parts.has(part)) return null;
    if (name !== "progress") this.#parts.add(part);
    return { name, data: JSON.parse(data) as unknown, id };
  }
}

function failureOf(data: string): ProblemError {
  return problemOf(problemOf(INTERNAL_ERROR, data).problem.status ?? INTERNAL_ERROR, data);
}
