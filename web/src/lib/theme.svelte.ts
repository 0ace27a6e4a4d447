import { remembered } from "./remembered.svelte";

export type Theme = "system" | "light" | "dark";
const kept = remembered<Theme>("theme", "system");

/** Light, dark, or what the system says. */
export const theme = {
  get current(): Theme {
    return kept.value;
  },
  set current(value: Theme) {
    kept.value = value;
    if (value === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
  },
};
