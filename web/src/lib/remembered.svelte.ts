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
      localStorage.removeItem(PREFIX + name);
    },
  };
}

/** Forget everything that begins with `name`; everything of the page without one. */
export function forgetAll(name = ""): void {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX + name)) localStorage.removeItem(key);
  }
}

function read<T>(name: string, initial: T): T {
  try {
    const kept = localStorage.getItem(PREFIX + name);
    return kept === null ? initial : (JSON.parse(kept) as T);
  } catch {
    return initial;
  }
}

function write(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // A full or forbidden storage costs the draft its survival of a reload, nothing else.
  }
}
