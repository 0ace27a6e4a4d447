// Everything that a client must be able to do, against the product at PRODUCT_URL; TOKEN_URL gives tokens to everybody.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { InterviewPrep, ProblemError } from "../src/index.js";
import { SCENARIOS } from "./scenarios.js";

const { PRODUCT_URL = "", TOKEN_URL = "" } = process.env;

const token = async (sub: string): Promise<string> =>
  (await fetch(TOKEN_URL, { method: "POST", body: new URLSearchParams({ sub }) })).text();

test("they are those that each client must pass", () => {
  const names = JSON.parse(readFileSync(new URL("../../scenarios.json", import.meta.url), "utf8")) as string[];
  expect(Object.keys(SCENARIOS)).toEqual(names);
});

test.for(Object.entries(SCENARIOS))("%s", { timeout: 60_000 }, async ([name, scenario]) => {
  await scenario(new InterviewPrep(PRODUCT_URL, { token: () => token(`typescript ${name}`) }));
});

test("a token decides what is seen", async () => {
  const one = new InterviewPrep(PRODUCT_URL, { token: await token("typescript one") });
  const resume = await one.createResume({ name: "Ada Byron", summary: "Mathematics" });

  const other = new InterviewPrep(PRODUCT_URL, { token: await token("typescript other") });
  await expect(other.getResume(resume.id)).rejects.toThrow("RESUME_NOT_FOUND");
  await expect(new InterviewPrep(PRODUCT_URL).getResume(resume.id)).rejects.toThrow(ProblemError);
});
