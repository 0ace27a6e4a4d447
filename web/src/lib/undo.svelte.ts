/** Removals that can be taken back: what was removed is hidden at once and removed after some seconds. */
import type { Failure } from "../api/problem";
import { newId } from "./ids";
import { attempt } from "./loading.svelte";

const SECONDS = 8;

export interface Removal {
  id: string;
  text: string;
  /** The id of what is hidden from now on, wherever it would be shown. */
  hides?: string;
  /** Carry it out. It may be called while the page is being left: only what it does before it waits is certain then. */
  remove: () => Promise<unknown>;
  /** Go back to where it was, once it is taken back. */
  restore?: () => void;
}

interface Waiting extends Removal {
  timer: ReturnType<typeof setTimeout>;
}

let waiting = $state<Waiting[]>([]);
let held = false;
let failed = $state.raw<readonly (Removal & { failure: Failure })[]>([]);
// What was removed stays in it: lists that were read before still have it.
let hidden = $state.raw<readonly string[]>([]);

export const removals = {
  get waiting(): readonly Removal[] {
    return waiting;
  },
  get failed(): readonly (Removal & { failure: Failure })[] {
    return failed;
  },
  /** Whether this is removed, or will be in a moment. */
  hides(id: string): boolean {
    return hidden.includes(id);
  },
};

/** Remove something in some seconds, unless it is taken back. */
export function later(removal: Omit<Removal, "id">): void {
  const id = newId();
  waiting = [...waiting, started({ ...removal, id })];
  hide(removal);
  if (held) hold();
}

/** Stop the clocks while somebody points at a removal or has reached it by keyboard. */
export function hold(): void {
  held = true;
  for (const { timer } of waiting) clearTimeout(timer);
}

/** Start them again, from the beginning. */
export function release(): void {
  held = false;
  waiting = waiting.map((one) => {
    clearTimeout(one.timer);
    return started(one);
  });
}

function started(removal: Removal): Waiting {
  return { ...removal, timer: setTimeout(() => void carryOut(removal.id), SECONDS * 1000) };
}

/** Take a removal back. */
export function undo(id: string): void {
  const removal = take(id);
  if (!removal) return;
  show(removal);
  removal.restore?.();
}

/** Carry a removal out now. */
export async function carryOut(id: string): Promise<void> {
  const removal = take(id);
  if (removal) await carry(removal);
}

/** Carry out once more what failed. */
export async function again(id: string): Promise<void> {
  const removal = failed.find((one) => one.id === id);
  if (!removal) return;
  dismiss(id);
  hide(removal);
  await carry(removal);
}

/** Leave it at a removal that failed. */
export function dismiss(id: string): void {
  failed = failed.filter((one) => one.id !== id);
}

async function carry(removal: Removal): Promise<void> {
  const failure = await attempt(removal.remove);
  // What is not there any more was removed somewhere else.
  if (!failure || failure.status === 404) return;
  show(removal);
  failed = [...failed, { ...removal, failure }];
}

function hide({ hides }: Omit<Removal, "id">): void {
  if (hides !== undefined) hidden = [...hidden, hides];
}

function show(removal: Removal): void {
  hidden = hidden.filter((one) => one !== removal.hides);
}

function take(id: string): Removal | undefined {
  const removal = waiting.find((one) => one.id === id);
  if (removal) clearTimeout(removal.timer);
  waiting = waiting.filter((one) => one.id !== id);
  // What vanishes under a pointer or a focus does not say that they have left.
  if (held) release();
  return removal;
}

// Whoever leaves the page has decided.
addEventListener("pagehide", () => {
  for (const { id } of waiting) void carryOut(id);
});
