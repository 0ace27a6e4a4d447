import { newKey, stream } from "../api/client";
import { type Failure, mayGoOn, refused } from "../api/problem";
import type { Progress } from "../api/schema";
import { attempt } from "./loading.svelte";
import { remembered, type Remembered } from "./remembered.svelte";

interface Order {
  key: string;
  body: unknown;
}

/**
 * Something that is being made of a résumé, part by part. It goes on while another view is shown, and after a reload:
 * the request is sent again with its key, so it is carried out and counted once.
 */
export class Run<Part, Whole> {
  parts = $state<Part[]>([]);
  whole = $state<Whole | null>(null);
  progress = $state<Progress | null>(null);
  failure = $state<Failure | null>(null);
  running = $state(false);

  readonly #path: string;
  readonly #event: string;
  /** What is under way, or may be. A failure that was answered is not: a reload must not begin it by itself. */
  readonly #order: Remembered<Order | null>;
  #last: Order | null = null;
  #stop: AbortController | null = null;
  #taken: Whole | null = null;

  constructor(name: string, path: string, event: string) {
    this.#path = path;
    this.#event = event;
    this.#order = remembered<Order | null>(`run.${name}`, null);
  }

  /** Go on with what a reload interrupted. */
  resume(): void {
    if (this.#order.value) void this.#run(this.#order.value);
  }

  /** Make something new; resolves once it is made, stopped or failed. */
  async make(body: unknown): Promise<void> {
    await this.#run({ key: newKey(), body });
  }

  /** Try what failed once more: with the same key where the outcome is unknown. */
  async again(): Promise<void> {
    if (this.#last) await this.#run(this.#last);
  }

  /** Return what was made, the first time after it was: a view shows it, and from then on what the person chooses. */
  takeNew(): Whole | null {
    if (this.whole === this.#taken) return null;
    this.#taken = this.whole;
    return this.whole;
  }

  stop(): void {
    this.#stop?.abort();
    this.#order.forget();
  }

  async #run(order: Order): Promise<void> {
    this.#stop = new AbortController();
    this.#order.value = this.#last = order;
    this.parts = [];
    this.whole = this.#taken = null;
    this.failure = null;
    this.progress = null;
    this.running = true;
    this.failure = await attempt(async () => {
      this.whole = await stream<Whole>(this.#path, {
        body: order.body,
        key: order.key,
        signal: this.#stop!.signal,
        on: {
          progress: (progress: Progress) => (this.progress = progress),
          [this.#event]: (part: Part) => (this.parts = [...this.parts, part]),
        },
      });
    });
    this.running = false;
    if (!this.failure || !mayGoOn(this.failure)) this.#order.forget();
    // A key that was refused may be so for ever, for one because what it had made was deleted.
    if (this.failure && refused(this.failure)) this.#last = { ...order, key: newKey() };
  }
}

const runs = new Map<string, Run<unknown, unknown>>();

/** Return the run of this name; there is one, whichever view asks. */
export function runOf<Part, Whole>(name: string, path: string, event: string): Run<Part, Whole> {
  const known = runs.get(name) as Run<Part, Whole> | undefined;
  if (known) return known;
  const run = new Run<Part, Whole>(name, path, event);
  runs.set(name, run as Run<unknown, unknown>);
  run.resume();
  return run;
}

/** Stop everything that is being made. */
export function stopAll(): void {
  for (const run of runs.values()) run.stop();
}
