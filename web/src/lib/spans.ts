/** Places in texts. The API counts characters as Unicode code points, JavaScript counts UTF-16 units. */

export interface Piece<T> {
  text: string;
  marks: T[];
}

export interface Mark<T> {
  start: number;
  end: number;
  what: T;
}

/** Cut `text` into pieces; each has everything that marks it. Marks may overlap; places outside are cut off. */
export function pieces<T>(text: string, marks: readonly Mark<T>[]): Piece<T>[] {
  const characters = [...text];
  const within = (place: number) => Math.max(0, Math.min(place, characters.length));
  const bounds = new Set([0, characters.length]);
  for (const mark of marks) {
    bounds.add(within(mark.start));
    bounds.add(within(mark.end));
  }
  const cuts = [...bounds].sort((a, b) => a - b);
  const found: Piece<T>[] = [];
  for (const [index, start] of cuts.entries()) {
    const end = cuts[index + 1];
    if (end === undefined) break;
    found.push({
      text: characters.slice(start, end).join(""),
      marks: marks.filter((mark) => mark.start < end && mark.end > start).map((mark) => mark.what),
    });
  }
  return found;
}

/** Return where `quote` occurs in `text`, in code points; null if it does not. */
export function placeOf(text: string, quote: string): { start: number; end: number } | null {
  const at = text.indexOf(quote);
  if (at < 0 || quote === "") return null;
  const start = [...text.slice(0, at)].length;
  return { start, end: start + [...quote].length };
}
