import type { Imported } from "../api/schema";
import { newId } from "./ids";
import { remembered } from "./remembered.svelte";

/** A reading that is not stored yet. Its file cannot be kept over a reload, its text can. */
export interface Draft {
  id: string;
  name: string;
  text: string | null;
  reading: Imported;
}

/** All of them: reading another document must not cost the corrections of the one before. */
const kept = remembered<Draft[]>("drafts", []);
const files = new Map<string, Blob>();

export const drafts = {
  /** The newest first. */
  get all(): readonly Draft[] {
    return kept.value;
  },
  of(id: string): Draft | null {
    return kept.value.find((one) => one.id === id) ?? null;
  },
  /** Keep a new reading and return its id. */
  add(reading: Omit<Draft, "id">, file: Blob): string {
    const id = newId();
    files.set(id, file);
    kept.value = [{ ...reading, id }, ...kept.value];
    return id;
  },
  /** Keep one again that was removed. */
  restore(draft: Draft): void {
    kept.value = [draft, ...kept.value];
  },
  /** Keep a change of one of them. */
  change(changed: Draft): void {
    kept.value = kept.value.map((one) => (one.id === changed.id ? changed : one));
  },
  remove(id: string): void {
    kept.value = kept.value.filter((one) => one.id !== id);
  },
};

/** The documents themselves, until the page is loaded again. */
export const originals = {
  of(id: string): Blob | null {
    return files.get(id) ?? null;
  },
  forget(id: string): void {
    files.delete(id);
  },
};
