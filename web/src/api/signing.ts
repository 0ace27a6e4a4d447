import { InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from "oidc-client-ts";
import { go, routeOf } from "../lib/router.svelte";
import { identifyBy } from "./identity";

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
 * storage.
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
    await manager.signinRedirect({ state: here });
    // The browser is on its way to the issuer.
    return new Promise<never>(() => undefined);
  }

  async function fresh(user: User | null): Promise<User> {
    if (user && (user.expires_in ?? 0) > SPARE_SECONDS) return user;
    const renewed = user?.refresh_token ? await manager.signinSilent().catch(() => null) : null;
    return renewed ?? leave();
  }

  if (location.pathname !== RETURNED) await leave();
  const user = await manager.signinRedirectCallback().catch(leave);
  go(routeOf(typeof user.state === "string" ? user.state : "/"), { replace: true });
  identifyBy(async () => (await fresh(await manager.getUser())).access_token);
}
