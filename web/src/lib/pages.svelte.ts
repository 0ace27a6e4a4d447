import type { Failure } from "../api/problem";
import { attempt, Loaded } from "./loading.svelte";

/** As much of a list as the API gives at once, and where it goes on. */
export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

interface Query {
  limit: number;
  cursor?: string;
}

interface Options<Item> {
  limit?: number;
  /** What must be in the list if it exists at all: it is read on until then. */
  wanted?: (() => ((item: Item) => boolean) | null) | undefined;
}

const LIMIT = 20;

/** A list that is read page by page, as far as the person wants to see it. */
export class Pages<Item extends { id: string }, List extends Page<Item> = Page<Item>> extends Loaded<List> {
  adding = $state(false);
  /** Why the next page is missing; what was read before is still there. */
  unread = $state<Failure | null>(null);
  readonly #page: (query: Query) => Promise<List>;
  readonly #limit: number;

  constructor(page: (query: Query) => Promise<List>, { limit = LIMIT, wanted }: Options<Item> = {}) {
    super(async () => {
      let list = await page({ limit });
      const search = wanted?.() ?? null;
      while (search && list.next_cursor && !list.items.some(search)) {
        list = joined(list, await page({ limit, cursor: list.next_cursor }));
      }
      return list;
    });
    this.#page = page;
    this.#limit = limit;
  }

  /** Read the next page, if there is one. */
  async more(): Promise<void> {
    const cursor = this.value?.next_cursor;
    if (!cursor || this.adding) return;
    this.adding = true;
    this.unread = await attempt(async () => {
      const next = await this.#page({ limit: this.#limit, cursor });
      // A list that was read anew meanwhile may go on from somewhere else.
      if (this.value?.next_cursor === cursor) this.value = joined(this.value, next);
    });
    this.adding = false;
  }
}

/** What changed its place between two pages is in both, and shown once. */
function joined<Item extends { id: string }, List extends Page<Item>>(list: List, next: List): List {
  const known = new Set(list.items.map(({ id }) => id));
  return { ...next, items: [...list.items, ...next.items.filter(({ id }) => !known.has(id))] };
}
