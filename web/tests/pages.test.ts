import { describe, expect, test, vi } from "vitest";
import { type Page, Pages } from "../src/lib/pages.svelte";

interface One {
  id: string;
}

/** A list of these ids as the API gives it. */
function listOf(ids: string[]) {
  return vi.fn(async ({ limit, cursor }: { limit: number; cursor?: string }): Promise<Page<One>> => {
    const from = cursor === undefined ? 0 : Number(cursor);
    const next = from + limit;
    return { items: ids.slice(from, next).map((id) => ({ id })), next_cursor: next < ids.length ? String(next) : null };
  });
}

const idsOf = (pages: Pages<One>) => pages.value?.items.map(({ id }) => id);

describe("lists", () => {
  test("go on where the page before ended, up to the end", async () => {
    const read = listOf(["a", "b", "c", "d", "e"]);
    const pages = new Pages(read, { limit: 2 });
    await vi.waitFor(() => expect(idsOf(pages)).toEqual(["a", "b"]));

    await pages.more();
    await pages.more();
    await pages.more();

    expect(idsOf(pages)).toEqual(["a", "b", "c", "d", "e"]);
    expect(pages.value?.next_cursor).toBeNull();
    expect(read).toHaveBeenCalledTimes(3);
  });

  test("are read at once as far as what is wanted of them", async () => {
    const read = listOf(["a", "b", "c", "d", "e"]);
    const pages = new Pages(read, { limit: 2, wanted: () => ({ id }) => id === "d" });

    await vi.waitFor(() => expect(pages.loading).toBe(false));

    expect(idsOf(pages)).toEqual(["a", "b", "c", "d"]);
  });

  test("keep what they have when the next page does not come, and can be read on", async () => {
    const read = listOf(["a", "b", "c"]);
    const pages = new Pages(read, { limit: 2 });
    await vi.waitFor(() => expect(pages.loading).toBe(false));
    read.mockRejectedValueOnce(new TypeError("offline"));

    await pages.more();
    expect(pages.unread?.code).toBe("UNREACHABLE");
    expect(idsOf(pages)).toEqual(["a", "b"]);
    await pages.more();

    expect(pages.unread).toBeNull();
    expect(idsOf(pages)).toEqual(["a", "b", "c"]);
  });

  test("keep what was added while the next page came, and show nothing twice", async () => {
    const read = listOf(["a", "b", "c", "d"]);
    const pages = new Pages(read, { limit: 2 });
    await vi.waitFor(() => expect(pages.loading).toBe(false));

    const more = pages.more();
    pages.value = { ...pages.value!, items: [{ id: "d" }, ...pages.value!.items] };
    await more;

    expect(idsOf(pages)).toEqual(["d", "a", "b", "c"]);
  });

  test("that were read anew meanwhile are not joined with a page of before", async () => {
    const read = listOf(["a", "b", "c", "d", "e"]);
    const pages = new Pages(read, { limit: 2 });
    await vi.waitFor(() => expect(pages.loading).toBe(false));
    await pages.more();

    const more = pages.more();
    pages.value = { items: [{ id: "new" }], next_cursor: "1" };
    await more;

    expect(idsOf(pages)).toEqual(["new"]);
  });
});
