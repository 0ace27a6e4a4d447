import { newKey } from "../api/client";
import { type Failure, refused } from "../api/problem";

/** A request as it is sent: the same key promises the API the same body. */
export interface Sent<Body> {
  key: string;
  body: Body;
}

/** Where what was sent is kept, a remembered value for instance. */
interface Place<Body> {
  value: Sent<Body> | null;
  forget(): void;
}

function inMemory<Body>(): Place<Body> {
  const kept: Place<Body> = { value: null, forget: () => (kept.value = null) };
  return kept;
}

const equal = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** A request that is carried out once, however often it is sent: while nobody knows what came of it, it is sent as it was. */
export class Once<Body> {
  readonly #kept: Place<Body>;
  readonly #same: (one: Body, other: Body) => boolean;

  /** `same` tells whether two bodies ask for the same. */
  constructor(kept: Place<Body> = inMemory(), same: (one: Body, other: Body) => boolean = equal) {
    this.#kept = kept;
    this.#same = same;
  }

  /** Return what to send for this body: what was sent before if that asked for the same, else something new. */
  request(body: Body): Sent<Body> {
    const before = this.#kept.value;
    const sent = before && this.#same(before.body, body) ? before : { key: newKey(), body };
    this.#kept.value = sent;
    return sent;
  }

  /** Note how it ended: whoever asks for the same after an answer wants it once more. */
  settle(failure: Failure | null): void {
    if (!failure || refused(failure)) this.#kept.forget();
  }
}
