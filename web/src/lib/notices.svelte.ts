/** Short messages about what has just happened. */
import { newId } from "./ids";

const SECONDS = 5;
/** In the session's storage: signing in again, which loading may need, leaves the page. */
const LEFT = "prep.said";

let shown = $state<{ id: string; text: string }[]>([]);

export const notices = {
  get shown() {
    return shown;
  },
};

/** Say something for a few seconds. */
export function say(text: string): void {
  const id = newId();
  shown = [...shown, { id, text }];
  setTimeout(() => {
    shown = shown.filter((one) => one.id !== id);
  }, SECONDS * 1000);
}

/** Load the page anew at its start, where nothing is left of what was shown, and say something there. */
export function startAnew(text: string): void {
  try {
    sessionStorage.setItem(LEFT, text);
  } catch {
    // Where storage is forbidden, it is done all the same and only not said.
  }
  location.replace("/");
}

/** Say what was left to be said by the page before this was loaded. */
export function sayWhatWasLeft(): void {
  try {
    const text = sessionStorage.getItem(LEFT);
    sessionStorage.removeItem(LEFT);
    if (text !== null) say(text);
  } catch {
    // Where storage is forbidden, nothing was left.
  }
}
