/** What a person writes into a field of the résumé, and the value it stands for. */
import type { Shape } from "./document";

const SEPARATORS: Partial<Record<Shape, string>> = { lines: "\n", words: ", " };
const WHOLE_NUMBER = /^[1-9]\d{0,5}$/;

/** Return whether a field of this shape holds a list. */
export function listed(shape: Shape): boolean {
  return SEPARATORS[shape] !== undefined;
}

/** Return the text that shows `value`. */
export function textOf(shape: Shape, value: unknown): string {
  if (Array.isArray(value)) return value.join(SEPARATORS[shape] ?? "\n");
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** Return what `text` stands for; undefined if nothing, or no number where one is wanted. */
export function valueOf(shape: Shape, text: string): string | number | string[] | undefined {
  const separator = SEPARATORS[shape];
  if (separator) {
    const parts = text.split(separator.trim() || separator).map((part) => part.trim());
    return parts.filter(Boolean);
  }
  const whole = text.trim();
  if (whole === "") return undefined;
  if (shape === "number") return WHOLE_NUMBER.test(whole) ? Number(whole) : undefined;
  return text;
}

/** Return whether `text` can be kept as it is. */
export function valid(shape: Shape, text: string): boolean {
  return shape !== "number" || text.trim() === "" || WHOLE_NUMBER.test(text.trim());
}

/**
 * Return the text to show for `value`: what was `written`, as long as it stands for that value. A comma that was just
 * typed would vanish otherwise.
 */
export function shownText(shape: Shape, value: unknown, written: string | null): string {
  const canonical = textOf(shape, value);
  return written !== null && textOf(shape, valueOf(shape, written)) === canonical ? written : canonical;
}
