import type { Imported } from "../api/schema";
import { remembered } from "./remembered.svelte";

/** A reading that is not stored yet. Its file cannot be kept over a reload, its text can. */
export interface Draft {
  name: string;
  text: string | null;
  reading: Imported;
}

export const draft = remembered<Draft | null>("draft", null);

let file = $state<Blob | null>(null);

/** The document itself, until the page is loaded again. */
export const original = {
  get file(): Blob | null {
    return file;
  },
  set file(value: Blob | null) {
    file = value;
  },
};
