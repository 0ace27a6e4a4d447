/** Removals that can be taken back: what was removed is hidden at once and removed after some seconds. */

const SECONDS = 8;

export interface Removal {
  id: string;
  text: string;
  /** The id of what is hidden in lists until it is removed. */
  hides?: string;
  /** Carry it out. It may be called while the page is being left. */
  remove: () => Promise<unknown>;
  /** Show again what was hidden; also after a removal that failed. */
  restore: (thrown?: unknown) => void;
}

let waiting = $state<(Removal & { timer: ReturnType<typeof setTimeout> })[]>([]);

export const removals = {
  get waiting(): readonly Removal[] {
    return waiting;
  },
};

/** Remove something in some seconds, unless it is taken back. */
export function later(removal: Omit<Removal, "id">): void {
  const id = crypto.randomUUID();
  const timer = setTimeout(() => void carryOut(id), SECONDS * 1000);
  waiting = [...waiting, { ...removal, id, timer }];
}

/** Take a removal back. */
export function undo(id: string): void {
  take(id)?.restore();
}

/** Carry a removal out now. */
export async function carryOut(id: string): Promise<void> {
  const removal = take(id);
  if (!removal) return;
  try {
    await removal.remove();
  } catch (thrown) {
    removal.restore(thrown);
  }
}

function take(id: string): Removal | undefined {
  const removal = waiting.find((one) => one.id === id);
  if (removal) clearTimeout(removal.timer);
  waiting = waiting.filter((one) => one.id !== id);
  return removal;
}

// Whoever leaves the page has decided.
addEventListener("pagehide", () => {
  for (const { id } of waiting) void carryOut(id);
});
