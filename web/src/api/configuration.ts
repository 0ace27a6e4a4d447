/** What the server of the page says of the product: how callers are identified. */
export interface Configuration {
  auth: { mode: "local" } | { mode: "jwt"; issuer: string; client_id: string; audience: string; scope: string };
}

const NONE: Configuration = { auth: { mode: "local" } };

export let configuration: Configuration = NONE;

/** Read the configuration, and sign in if callers need a token; throws `Failure`. */
export async function begin(): Promise<void> {
  try {
    const response = await fetch("/app/configuration.json");
    if (response.ok) configuration = (await response.json()) as Configuration;
  } catch {
    // Offline: the page says so by itself, and asks nothing that needs a token.
  }
  if (configuration.auth.mode === "jwt") {
    const { signIn } = await import("./signing");
    await signIn(configuration.auth);
  }
}
