/** Values that survive a reload, in this browser only. */

const PREFIX = "prep.";

export interface Remembered<T> {
  value: T;
  forget(): void;
}

/** Return a value that is kept under `name`; `initial` if none was kept or storage is not allowed. */
export function remembered<T>(name: string, initial: T): Remembered<T> {
  let value = $state<T>(read(name, initial));
  return {
    get value() {
      return value;
    },
    set value(next: T) {
      value = next;
      write(name, next);
    },
    forget() {
      value = initial;
      storage()?.removeItem(PREFIX + name);
    },
  };
}

/** Forget everything that begins with `name`; everything of the page without one. */
export function forgetAll(name = ""): void {
  const kept = storage();
  for (const key of Object.keys(kept ?? {})) {
    if (key.startsWith(PREFIX + name)) kept?.removeItem(key);
  }
}

/** The browser's storage; null where it is forbidden, which throws as soon as it is named. */
function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

function read<T>(name: string, initial: T): T {
  try {
    const kept = storage()?.getItem(PREFIX + name) ?? null;
    return kept === null ? initial : (JSON.parse(kept) as T);
  } catch {
    return initial;
  }
}

function write(name: string, value: unknown): void {
  try {
    storage()?.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // A full storage costs the draft its survival of a reload, nothing else.
  }
}
