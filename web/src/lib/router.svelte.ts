/** Addresses of the page, below /app/, and which one is shown. */

const BASE = "/app";

export type Route =
  | { view: "start" }
  | { view: "reading"; id: string }
  | { view: "resume"; id: string; tab: Tab }
  | { view: "session"; id: string }
  | { view: "report"; id: string }
  | { view: "reviews" }
  | { view: "settings" }
  | { view: "signed-in" }
  | { view: "unknown" };
export type Tab = "questions" | "practice" | "progress" | "path" | "document";
const TABS: readonly Tab[] = ["questions", "practice", "progress", "path", "document"];

/** Return the route of a path. */
export function routeOf(pathname: string): Route {
  if (pathname === "/") return { view: "start" };
  const [first = "", id = "", last = ""] = pathname.replace(BASE, "").split("/").filter(Boolean);
  if (first === "") return { view: "start" };
  if (first === "reviews" || first === "settings" || first === "signed-in") return { view: first };
  if (first === "reading" && id && last === "") return { view: "reading", id };
  if (first === "resumes" && id) {
    const tab = TABS.find((known) => known === (last || "questions"));
    if (tab) return { view: "resume", id, tab };
  }
  if (first === "sessions" && id && last === "") return { view: "session", id };
  if (first === "sessions" && id && last === "report") return { view: "report", id };
  return { view: "unknown" };
}

/** Return the path of a route. */
export function pathOf(route: Route): string {
  switch (route.view) {
    case "start":
    case "unknown":
      return "/";
    case "reading":
      return `${BASE}/reading/${route.id}`;
    case "resume":
      return `${BASE}/resumes/${route.id}${route.tab === "questions" ? "" : `/${route.tab}`}`;
    case "session":
      return `${BASE}/sessions/${route.id}`;
    case "report":
      return `${BASE}/sessions/${route.id}/report`;
    default:
      return `${BASE}/${route.view}`;
  }
}

let current = $state<Route>(routeOf(location.pathname));

addEventListener("popstate", () => {
  current = routeOf(location.pathname);
});

export const router = {
  get route(): Route {
    return current;
  },
};

/** Show a route; `replace` leaves no entry to come back to. */
export function go(route: Route, { replace = false } = {}): void {
  const path = pathOf(route);
  if (replace) history.replaceState(null, "", path);
  else if (path !== location.pathname) history.pushState(null, "", path);
  current = route;
  scrollTo({ top: 0 });
}

/**
 * Return how to go on from the view that is shown now. It does nothing once the person has gone elsewhere: what ends
 * late must not take them away from there.
 */
export function onward(): typeof go {
  const from = router.route;
  return (...to) => {
    if (router.route === from) go(...to);
  };
}

/** Follow plain clicks on links of the page without loading it again. */
export function followed(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest("a");
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  const ours = link.pathname === "/" || link.pathname.startsWith(`${BASE}/`);
  if (!ours || (link.hash && link.pathname === location.pathname)) return;
  event.preventDefault();
  go(routeOf(link.pathname));
}
