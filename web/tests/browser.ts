/** As much of a browser as the modules below `lib` use, for tests without one. */
import { vi } from "vitest";

export interface FakeBrowser {
  /** What the browser keeps, by key. */
  kept: Map<string, string>;
  /** Tell the page about something, such as that it is being left. */
  happens(event: string): void;
  /** The bodies and keys of all requests so far. */
  sent: { body: unknown; key: string | null }[];
  /** Answer the next requests in this order; after the last answer there is none. */
  answers(...answers: (() => Response)[]): void;
}

/** An answer as events; without `completed` or `failed` it breaks off. */
export function events(...all: [name: string, data: unknown][]): () => Response {
  const text = all.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join("");
  return () => new Response(text, { headers: { "Content-Type": "text/event-stream" } });
}

export function json(body: unknown, status = 200): () => Response {
  return () => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

/** The page is loaded: modules that are imported afterwards begin anew. */
export function load(before?: FakeBrowser): FakeBrowser {
  vi.resetModules();
  const kept = before?.kept ?? new Map<string, string>();
  const listeners = new Map<string, (() => void)[]>();
  const sent: FakeBrowser["sent"] = [];
  let waiting: (() => Response)[] = [];
  vi.stubGlobal("localStorage", storageOf(kept));
  vi.stubGlobal("addEventListener", (name: string, heard: () => void) =>
    listeners.set(name, [...(listeners.get(name) ?? []), heard]),
  );
  const Relative = class extends Request {
    constructor(input: string | URL | Request, init?: RequestInit) {
      super(typeof input === "string" ? new URL(input, "http://page.test") : input, init);
    }
  };
  vi.stubGlobal("Request", Relative);
  vi.stubGlobal("fetch", async (input: string | Request, init?: RequestInit) => {
    const request = typeof input === "string" ? new Relative(input, init) : input;
    const text = await request.text();
    sent.push({ body: text === "" ? null : (JSON.parse(text) as unknown), key: request.headers.get("Idempotency-Key") });
    const answer = waiting.shift();
    if (!answer) throw new TypeError("nobody answers");
    return answer();
  });
  return {
    kept,
    sent,
    happens: (event) => listeners.get(event)?.forEach((heard) => heard()),
    answers: (...answers) => (waiting = answers),
  };
}

/** Storage whose own keys are what is kept, as those of a browser's are. */
function storageOf(kept: Map<string, string>): Storage {
  const methods = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  return new Proxy(methods, {
    ownKeys: () => [...kept.keys()],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  }) as unknown as Storage;
}
