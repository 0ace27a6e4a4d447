import { authorize } from "./identity";
import { asFailure, failureOf } from "./problem";
import type { Imported } from "./schema";

/** Read a document without storing anything; throws `Failure`. */
export async function read(document: Blob, name: string): Promise<Imported> {
  const body = new FormData();
  body.append("file", document, name);
  const headers = new Headers();
  await authorize(headers);
  try {
    const response = await fetch("/api/v1/resumes/import?dry_run=true", { method: "POST", body, headers });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer as Imported;
    throw failureOf(answer, response);
  } catch (thrown) {
    throw asFailure(thrown);
  }
}
