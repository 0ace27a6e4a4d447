import { authorize } from "./identity";
import { asFailure, failureOf } from "./problem";

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
    URL.revokeObjectURL(link.href);
  } catch (thrown) {
    throw asFailure(thrown);
  }
}
