/** JSON pointers (RFC 6901) into a document. */

/** Return the value at `pointer`; undefined if there is none. */
export function valueAt(document: unknown, pointer: string): unknown {
  let at = document;
  for (const step of stepsOf(pointer)) {
    if (typeof at !== "object" || at === null) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at;
}

/** Return a copy of `document` with `value` at `pointer`; only existing objects and lists on the way are entered. */
export function withValueAt<T>(document: T, pointer: string, value: unknown): T {
  const steps = stepsOf(pointer);
  const last = steps.pop();
  if (last === undefined) return value as T;
  // Documents are JSON, and Svelte's proxies cannot be cloned in another way.
  const copy = JSON.parse(JSON.stringify(document)) as T;
  let at = copy as unknown as Record<string, unknown>;
  for (const step of steps) {
    const next = at[step];
    if (typeof next !== "object" || next === null) return copy;
    at = next as Record<string, unknown>;
  }
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

/** Return the steps of a pointer, unescaped. */
export function stepsOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Return all texts in a document, in their order; the names of its fields are none. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What a person's document has beyond our fields: it is given back as it came. */
const UNTOUCHED = "extra";

/** Return a copy without empty texts, lists and objects, which a form leaves behind. */
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) {
    const kept = value.map(withoutEmpty).filter((one) => one !== undefined);
    return kept.length ? kept : undefined;
  }
  if (typeof value === "object" && value !== null) {
    const kept = Object.entries(value).flatMap(([key, one]): [string, unknown][] => {
      const left: unknown = key === UNTOUCHED ? one : withoutEmpty(one);
      return left === undefined ? [] : [[key, left]];
    });
    return kept.length ? Object.fromEntries(kept) : undefined;
  }
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  return value ?? undefined;
}
