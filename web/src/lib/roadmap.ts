import type { Path, PathItem } from "../api/schema";

export interface Stretch {
  id: string;
  first: number;
  last: number;
}

/** Return for each item of a plan, in its order, from which to which week it is worked on; items without a week are left out. */
export function stretches(path: Pick<Path, "items" | "schedule">): Stretch[] {
  return path.items.flatMap(({ id }) => {
    const weeks = path.schedule.weeks.filter((week) => week.shares.some((share) => share.item_id === id)).map((week) => week.week);
    return weeks.length ? [{ id, first: Math.min(...weeks), last: Math.max(...weeks) }] : [];
  });
}

/** Return the milestones done when `index` is ticked or not any more. */
export function toggled(done: readonly number[], index: number): number[] {
  return done.includes(index) ? done.filter((one) => one !== index) : [...done, index].sort((a, b) => a - b);
}

/** A change of an item that is not stored yet. */
export interface Change {
  pathId: string;
  itemId: string;
  milestones_done?: number[];
  note?: string | null;
}

/** Return the plan as it is once these changes, in their order, are stored. */
export function changed(path: Path, changes: readonly Change[]): Path {
  const items = path.items.map((item) =>
    changes
      .filter((one) => one.pathId === path.id && one.itemId === item.id)
      .reduce((before, { pathId: _path, itemId: _item, ...patch }) => withProgress({ ...before, ...patch }), item),
  );
  return { ...path, items };
}

function withProgress(item: PathItem): PathItem {
  return { ...item, progress_percent: Math.round((100 * item.milestones_done.length) / item.milestones.length) };
}
