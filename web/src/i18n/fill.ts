import { withParticle } from "./particles";

export type Values = Record<string, string | number>;

const PLACE = /\{(~?)(\w+)(?::([^}|]+)(?:\|([^}]+))?)?\}/g;

/**
 * Fill `{name}`, `{name:을/를}` with the right particle, `‘{name}’{~name:을/를}` with the particle alone, and
 * `{count:# answer|# answers}` with the right number.
 */
export function fill(text: string, values: Values): string {
  return text.replace(PLACE, (whole, alone: string, name: string, first?: string, other?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (other !== undefined) return (value === 1 ? (first ?? "") : other).replace("#", String(value));
    if (first === undefined) return String(value);
    const said = withParticle(String(value), first);
    return alone ? said.slice(String(value).length) : said;
  });
}
