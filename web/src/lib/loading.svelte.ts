import { asFailure, Failure } from "../api/problem";

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
    try {
      this.value = await this.#read();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    } finally {
      this.loading = false;
    }
  }
}

/** Do something that may fail; return its failure, or null. */
export async function attempt(action: () => Promise<unknown>): Promise<Failure | null> {
  try {
    await action();
    return null;
  } catch (thrown) {
    try {
      return asFailure(thrown);
    } catch {
      // Something of the page itself is broken, or the person stopped it.
      if (thrown instanceof DOMException && thrown.name === "AbortError") return null;
      throw thrown;
    }
  }
}
