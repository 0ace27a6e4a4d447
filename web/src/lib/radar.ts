/** Geometry of the charts. */

export interface Point {
  x: number;
  y: number;
}

/** Return the corner of axis `index` of `count` at `share` (0 to 1) of `radius`; the first axis points up. */
export function corner(index: number, count: number, share: number, radius: number): Point {
  const angle = (index / count) * 2 * Math.PI - Math.PI / 2;
  return { x: radius * share * Math.cos(angle), y: radius * share * Math.sin(angle) };
}

/** Return the points of a polygon for SVG. */
export function polygon(points: readonly Point[]): string {
  return points.map(({ x, y }) => `${x.toFixed(2)},${y.toFixed(2)}`).join(" ");
}
