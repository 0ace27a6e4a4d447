import { type SigninResponse, InMemoryWebStorage, UserManager, WebStorageStateStore } from "oidc-client-ts";
import { identifyBy } from "./identity";

interface Issuer {
  issuer: string;
  client_id: string;
  audience: string;
  scope: string;
}

export type { SigninResponse };

/**
 * Sign in at the issuer: OpenID Connect, code flow with PKCE. Tokens stay in memory, so a reload asks the issuer again,
 * which usually answers without asking the person. Only what the way back needs (state, verifier) is in the session's storage.
 */
export async function signIn({ issuer, client_id, audience, scope }: Issuer): Promise<void> {
  const manager = new UserManager({
    authority: issuer,
    client_id,
    redirect_uri: `${location.origin}/app/signed-in`,
    scope: `openid ${scope}`,
    extraQueryParams: { audience },
    resource: audience,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: true,
  });
  const go = () => manager.signinRedirect({ state: location.pathname });
  if (location.pathname === "/app/signed-in") {
    const user = await manager.signinRedirectCallback();
    history.replaceState(null, "", typeof user.state === "string" ? user.state : "/");
  } else {
    await go();
    // The browser is leaving for the issuer.
    await new Promise(() => undefined);
  }
  identifyBy(async () => {
    const user = await manager.getUser();
    if (user && !user.expired) return user.access_token;
    await go();
    return null;
  });
}
