import { authorize } from "./identity";
import { asFailure, failureOf } from "./problem";

/** The browser reads the file after the click, so its address must outlive it; a minute is enough for any size. */
const KEPT_MS = 60_000;

/** Save what a GET answers with as a file. A plain link could neither carry a token nor say what failed. */
export async function download(path: string, accept: string, name: string): Promise<void> {
  try {
    const headers = new Headers({ Accept: accept });
    await authorize(headers);
    const response = await fetch(path, { headers });
    if (!response.ok) throw failureOf(await response.json().catch(() => null), response);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
  } catch (thrown) {
    throw asFailure(thrown);
  }
}
