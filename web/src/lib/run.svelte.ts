import { newKey, stream } from "../api/client";
import { CUT, type Failure, UNREACHABLE } from "../api/problem";
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
  readonly #order: Remembered<Order | null>;
  #stop: AbortController | null = null;

  constructor(name: string, path: string, event: string) {
    this.#path = path;
    this.#event = event;
    this.#order = remembered<Order | null>(`run.${name}`, null);
  }

  /** Go on with what a reload interrupted. */
  resume(): void {
    if (this.#order.value && !this.running && !this.failure) void this.#run(this.#order.value);
  }

  /** Make something new; resolves once it is made, stopped or failed. */
  async make(body: unknown): Promise<void> {
    this.#order.value = { key: newKey(), body };
    await this.#run(this.#order.value);
  }

  /** Try what failed once more: with the same key where the outcome is unknown. */
  async again(): Promise<void> {
    const order = this.#order.value;
    if (order) await this.#run(order);
  }

  stop(): void {
    this.#stop?.abort();
    this.#order.forget();
  }

  async #run(order: Order): Promise<void> {
    this.#stop = new AbortController();
    this.parts = [];
    this.whole = null;
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
    const unknown = this.failure && [CUT, UNREACHABLE].includes(this.failure.code);
    if (!this.failure) this.#order.forget();
    // An answered key would be answered in the same way again.
    else if (!unknown && this.#order.value) this.#order.value = { ...order, key: newKey() };
  }
}

const runs = new Map<string, unknown>();

/** Return the run of this name; there is one, whichever view asks. */
export function runOf<Part, Whole>(name: string, path: string, event: string): Run<Part, Whole> {
  const known = runs.get(name) as Run<Part, Whole> | undefined;
  if (known) return known;
  const run = new Run<Part, Whole>(name, path, event);
  runs.set(name, run);
  run.resume();
  return run;
}
