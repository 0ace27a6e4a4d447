// Write src/api/generated/*.d.ts from the three services' OpenAPI documents in the directory that is named.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";

const documents = process.argv[2];
if (!documents) throw new Error("usage: npm run types -- DIRECTORY");
const into = new URL("../src/api/generated/", import.meta.url).pathname;
await mkdir(into, { recursive: true });
for (const service of ["resume", "interview", "learning"]) {
  const document = JSON.parse(await readFile(join(documents, `${service}.json`), "utf8"));
  await writeFile(join(into, `${service}.d.ts`), astToString(await openapiTS(document)));
}
