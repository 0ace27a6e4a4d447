import { InterviewPrep, type ClientOptions } from "../src/index.js";

type Answer = () => Response;

const encoder = new TextEncoder();

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Answer => () =>
  new Response(status === 304 || status === 204 ? null : JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", ...headers },
  });

export const problem = (status: number, code: string, wait?: number): Answer =>
  json({ status, code, detail: "Because.", request_id: "r-1" }, status, wait === undefined ? {} : { "Retry-After": String(wait) });

export const sent = (event: string, data: unknown, id: number): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** A stream of some pieces, after which the connection breaks, unless it is whole. */
export const stream = (pieces: string[], { whole = false } = {}): Answer => () => {
  const waiting = [...pieces];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = waiting.shift();
      if (piece !== undefined) controller.enqueue(encoder.encode(piece));
      else if (whole) controller.close();
      else controller.error(new TypeError("terminated"));
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
};

/** An API that answers each request with the next of its answers, and keeps what it was sent. */
export class FakeApi {
  readonly requests: Request[] = [];
  readonly pauses: number[] = [];
  readonly #answers: (Answer | Error)[];

  constructor(...answers: (Answer | Error)[]) {
    this.#answers = answers;
  }

  client(options: ClientOptions = {}): InterviewPrep {
    const fetched: typeof fetch = (url, request) => {
      this.requests.push(new Request(url, { ...request, signal: null }));
      const answer = this.#answers.shift();
      if (answer === undefined) throw new Error("nobody said what to answer");
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer());
    };
    const sleep = (seconds: number): Promise<void> => Promise.resolve(void this.pauses.push(seconds));
    return new InterviewPrep("http://api.test", { fetch: fetched, sleep, ...options });
  }

  header(name: string): (string | null)[] {
    return this.requests.map(({ headers }) => headers.get(name));
  }
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
