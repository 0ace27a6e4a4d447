/** Who asks: nobody in particular on one's own machine, else the bearer of a token that only this module holds. */

type TokenSource = () => Promise<string | null>;

let token: TokenSource = () => Promise.resolve(null);

/** Take tokens from here on from `source`. */
export function identifyBy(source: TokenSource): void {
  token = source;
}

/** Add the caller's token to the headers of a request, if there is one. */
export async function authorize(headers: Headers): Promise<void> {
  const held = await token();
  if (held !== null) headers.set("Authorization", `Bearer ${held}`);
}
