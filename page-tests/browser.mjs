// What every test of the page stands on: ebb started, a browser opened on it, and the ways through it.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import http from "node:http";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

const EBB = process.env.EBB ?? "../target/debug/ebb";
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const CHAT = "../content/demo/dana-and-alex.txt";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const SHOTS = "screenshots";
export const RESULTS = ["/result", "/timeline", "/reasons", "/now", "/silence", "/share", "/around?day=2026-05-08", "/write", "/needs", "/question", "/silence?with=before&hours=awake", "/words", "/reason?id=too-fast", "/known", "/picture", "/picture?for=me"];
const OTHERS = ["/", "/about?then=ask", "/tell", "/journal", "/add", "/where", "/who", "/help", "/privacy", "/delete", "/gone", "/how-sure", "/leaving", "/under-18", "/nowhere"];
export const PAGES = [...RESULTS, ...OTHERS];

export let browser;
before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});
after(() => browser.close());

/** Starts ebb and returns its address and how to stop it. */
export function start() {
  const child = spawn(EBB, ["serve", "--no-open"]);
  return new Promise((ready, failed) => {
    child.once("error", failed);
    child.stdout.once("data", (data) => {
      const link = new URL(String(data).trim());
      const ended = new Promise((done) => child.once("exit", done));
      ready({ link, origin: link.origin, port: Number(link.port), ended, stop: () => { child.kill("SIGINT"); return ended; } });
    });
  });
}

/** Opens ebb in a fresh browser context, counting requests that leave the origin and anything the policy blocks. */
export async function open(t, options = {}) {
  const ebb = await start();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  const strays = [];
  context.on("request", (request) => { if (!request.url().startsWith(ebb.origin)) strays.push(request.url()); });
  page.on("console", (message) => { if (message.type() === "error" && /Content Security|Refused/.test(message.text())) strays.push(message.text()); });
  page.on("pageerror", (error) => strays.push(String(error)));
  t.after(async () => { await context.close(); await ebb.stop(); });
  await page.goto(ebb.link.href);
  await page.waitForURL(`${ebb.origin}/`);
  return { ebb, context, page, strays };
}

/** Goes from the start to the result with the invented chat. */
export async function analyse(page, ebb) {
  await page.goto(`${ebb.origin}/add`);
  await page.setInputFiles("#file", CHAT);
  if (!page.url().includes("/who")) await page.getByRole("button", { name: "Read this file" }).click({ timeout: 3000 }).catch(() => {});
  await page.waitForURL(/\/who/);
  await page.getByLabel(/^Dana/).check();
  await settle(page);
  await page.getByRole("button", { name: "Show me what changed" }).click();
  await page.waitForURL(/\/result/, { timeout: 60000 });
  await answerFirst(page);
}

export function raw(port, { path = "/", method = "GET", headers = {}, body } = {}) {
  return new Promise((done, failed) => {
    const request = http.request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk));
      response.on("end", () => done({ status: response.statusCode, headers: response.headers, text }));
    });
    request.on("error", failed);
    if (body) request.write(body);
    request.end();
  });
}

export async function axe(page) {
  const result = await page.evaluate(`(() => { const m = { exports: {} }; (function (module, exports) { ${AXE} }).call(window, m, m.exports); return (m.exports.run ? m.exports : window.axe).run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }); })()`);
  return result.violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", ")}`);
}

/** Answers one question and returns it; `choose` gives the label of its answer, or nothing to skip it. */
export async function reply(page, choose) {
  const question = await page.locator("h1").innerText();
  const label = choose(question);
  if (label) await page.getByLabel(label, { exact: true }).check();
  await page.getByRole("button", { name: label ? "Continue" : "Skip this question" }).click();
  return question;
}

/** Writes a chat as WhatsApp would: rows of minutes since 2 March 2026, who and what. */
export function whatsapp(rows) {
  const two = (n) => String(n).padStart(2, "0");
  return rows.map(([minute, who, what]) => {
    const at = new Date(Date.UTC(2026, 2, 2) + minute * 60000);
    return `[${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()}, ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:00] ${who}: ${what}`;
  }).join("\n") + "\n";
}

/** Days of talk between two people, eight messages a day. */
export function days(from, to, ego, alter, what = (day, turn) => `day ${day} turn ${turn}`) {
  const rows = [];
  for (let day = from; day < to; day += 1) for (let turn = 0; turn < 8; turn += 1) rows.push([day * 1440 + 540 + turn * 97, turn % 2 ? alter : ego, what(day, turn)]);
  return rows;
}

/** Hands a file over and waits for the page that follows. */
export async function give(page, ebb, name, text) {
  await page.goto(`${ebb.origin}/add`);
  const file = { name, mimeType: "text/plain", buffer: Buffer.from(text) };
  await page.setInputFiles("#file", file);
  if (new URL(page.url()).pathname === "/add") await page.getByRole("button", { name: "Read this file" }).click({ timeout: 3000 }).catch(() => {});
  await page.waitForURL((url) => !["/add", "/reading", "/next"].includes(url.pathname), { timeout: 60000 });
}

/** Answers the question about safety beside "who are you?": neither is so. */
async function settle(page) {
  const neither = page.locator("#safe-yes");
  if (await neither.count()) await neither.check();
}

/** Says who one is and waits for the result. */
export async function who(page, me) {
  await page.getByLabel(me).check();
  await settle(page);
  await page.getByRole("button", { name: "Show me what changed" }).click();
  await page.waitForURL((url) => !["/who", "/reading", "/next"].includes(url.pathname), { timeout: 60000 });
  await answerFirst(page);
}

/** Answers the question that lines of a chat raise on the result: none of them is a no, and none frightened. */
export async function answerFirst(page) {
  const neither = page.locator("main form[action='/safe'] button[value=neither]");
  if (await neither.count()) await neither.click();
}

/** Opens whatever can be opened on a page. */
export const unfold = (page) => page.evaluate(() => { for (const fold of document.querySelectorAll("details")) fold.open = true; });

/** Tells a story from the start page, and waits for what was understood. */
export async function tell(page, ebb, account, { name = "", pronouns = null } = {}) {
  await page.goto(`${ebb.origin}/about?then=tell`);
  await page.getByLabel("What should we call them?").fill(name);
  if (pronouns) await page.getByLabel(pronouns, { exact: true }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/tell/);
  await page.getByLabel("What happened?").fill(account);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/understood/, { timeout: 60000 });
}

/** Saves a report and returns its text. */
export async function save(page, ebb, button) {
  await page.goto(`${ebb.origin}/share`);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).click();
  return readFileSync(await (await download).path(), "utf8");
}
