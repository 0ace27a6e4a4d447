import { InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from "oidc-client-ts";
import { go, routeOf } from "../lib/router.svelte";
import { identifyBy } from "./identity";
import { Failure, NOT_SIGNED_IN } from "./problem";

interface Issuer {
  issuer: string;
  client_id: string;
  audience: string;
  scope: string;
}

const RETURNED = "/app/signed-in";
/** A token that ends sooner is replaced before it is used. */
const SPARE_SECONDS = 30;

/**
 * Sign in at the issuer: OpenID Connect, code flow with PKCE. Tokens stay in memory, so a reload asks the issuer again,
 * which usually answers without asking the person. Only what the way back needs (state, verifier) is in the session's
 * storage. Throws `Failure`.
 */
export async function signIn({ issuer, client_id, audience, scope }: Issuer): Promise<void> {
  const manager = new UserManager({
    authority: issuer,
    client_id,
    redirect_uri: `${location.origin}${RETURNED}`,
    scope: `openid ${scope}`,
    extraQueryParams: { audience },
    resource: audience,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    // Its other way, a hidden frame of the issuer, is not allowed by the page's policy.
    automaticSilentRenew: false,
  });

  async function leave(): Promise<never> {
    const here = location.pathname === RETURNED ? "/" : location.pathname;
    await manager.signinRedirect({ state: here }).catch(refuse);
    // The browser is on its way to the issuer.
    return new Promise<never>(() => undefined);
  }

  async function renew(user: User): Promise<User> {
    const renewed = user.refresh_token ? await manager.signinSilent().catch(() => null) : null;
    return renewed ?? leave();
  }

  if (location.pathname !== RETURNED || location.search === "") await leave();
  const user = await manager.signinRedirectCallback().catch((thrown: unknown) => {
    // Not once more by itself: an issuer that refuses would refuse again, and send the person to and fro for ever.
    go(routeOf(placeOf(thrown)), { replace: true });
    return refuse(thrown);
  });
  go(routeOf(placeOf(user)), { replace: true });

  // A token that lives shorter than that is used until half of its life is over, instead of being replaced at once.
  const spare = Math.min(SPARE_SECONDS, (user.expires_in ?? 0) / 2);
  let renewing: Promise<User> | null = null;
  identifyBy(async () => {
    const held = await manager.getUser();
    if (held && (held.expires_in ?? 0) > spare) return held.access_token;
    // Requests that come together renew it once: a refresh token is often good for one use only.
    renewing ??= (held ? renew(held) : leave()).finally(() => (renewing = null));
    return (await renewing).access_token;
  });
}

function refuse(thrown: unknown): never {
  throw new Failure(NOT_SIGNED_IN, thrown instanceof Error ? thrown.message : "", 0);
}

/** Where the person was before they left for the issuer, as it came back with the answer. */
function placeOf(answer: unknown): string {
  const { state } = answer as { state?: unknown };
  return typeof state === "string" && state.startsWith("/") ? state : "/";
}
