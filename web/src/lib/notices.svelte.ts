/** Short messages about what has just happened. */

const SECONDS = 5;

let shown = $state<{ id: string; text: string }[]>([]);

export const notices = {
  get shown() {
    return shown;
  },
};

/** Say something for a few seconds. */
export function say(text: string): void {
  const id = crypto.randomUUID();
  shown = [...shown, { id, text }];
  setTimeout(() => {
    shown = shown.filter((one) => one.id !== id);
  }, SECONDS * 1000);
}
