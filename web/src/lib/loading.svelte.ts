import { asFailure, type Failure, isAbort } from "../api/problem";

/** Something that is read from the API: not yet, here, or failed. */
export class Loaded<T> {
  value = $state<T | null>(null);
  failure = $state<Failure | null>(null);
  loading = $state(true);
  readonly #read: () => Promise<T>;

  constructor(read: () => Promise<T>) {
    this.#read = read;
    void this.load();
  }

  /** Read it, or read it again; what was there before stays until then. */
  async load(): Promise<void> {
    this.loading = true;
    this.failure = null;
    this.failure = await attempt(async () => {
      this.value = await this.#read();
    });
    this.loading = false;
  }
}

/** Do something that may fail; return its failure, or null. It never throws, so whoever waits always goes on. */
export async function attempt(action: () => Promise<unknown>): Promise<Failure | null> {
  try {
    await action();
    return null;
  } catch (thrown) {
    return isAbort(thrown) ? null : asFailure(thrown);
  }
}
