// Takes a picture of every screen, for looking at them:  EBB=.../ebb node shots.mjs FOLDER [--only=result,now] [--live]
// Four of each: 1280 and 390 px wide, light and dark. --live takes the style sheets from the files instead of from ebb.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { SHAPES } from "./invented.mjs";

const [folder, ...options] = process.argv.slice(2);
if (!folder) throw new Error("Say which folder the pictures go to.");
const only = options.find((option) => option.startsWith("--only="))?.slice(7).split(",");
const at = (option, all) => options.find((given) => given.startsWith(`--${option}=`))?.split("=")[1].split(",") ?? all;
const WIDTHS = at("widths", ["1280", "390"]).map(Number);
const THEMES = at("themes", ["light", "dark"]);
const here = (name) => path.join(import.meta.dirname, name);
const CHAT = here("../content/demo/dana-and-alex.txt");
const AMBIGUOUS = ["03/04/2026, 09:10 - Alex: hello", "03/04/2026, 10:02 - Dana: hi there", "05/06/2026, 21:40 - Alex: good night", "05/06/2026, 22:15 - Dana: you too"].join("\n");
const GROUP = ["13/04/2026, 09:10 - Alex: hello", "14/04/2026, 10:02 - Dana: hi there", "15/04/2026, 21:40 - Robin: good night", "16/04/2026, 08:15 - Dana: morning"].join("\n");

async function give(page, origin, text) {
  await page.goto(`${origin}/add`);
  const alone = page.getByLabel("Start again with this file alone").first();
  if (await alone.count()) await alone.check();
  const sent = page.waitForURL(/\/(who|dates|reading)/);
  if (text) await page.setInputFiles("#file", { name: "chat.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
  else await page.setInputFiles("#file", CHAT);
  await sent;
  await page.waitForURL(/\/(who|dates)/, { timeout: 60000 });
}

async function analyse(page, origin, text, me = "Dana", answered = "all") {
  await give(page, origin, text);
  await page.getByLabel(new RegExp(`^${me}`)).check();
  const neither = page.locator("#safe-yes");
  if (await neither.count()) await neither.check();
  await page.getByRole("button", { name: "Show me what changed" }).click();
  await page.waitForURL(/\/result/, { timeout: 60000 });
  const none = page.locator("main form[action='/safe'] button[value=neither]");
  if (answered === "all" && (await none.count())) await none.click();
}

const go = (where) => (page, origin) => page.goto(origin + where);
const unfold = async (page) => { await page.evaluate(() => { for (const fold of document.querySelectorAll("details")) fold.open = true; }); };

/** Before there is a chat. */
const EMPTY = {
  start: go("/"), add: go("/add"), where: go("/where"), about: go("/about?then=tell"), tell: go("/tell"), help: go("/help"), privacy: go("/privacy"),
  sure: go("/how-sure"), leaving: go("/leaving"), young: go("/under-18"), missing: go("/nowhere"), journal: go("/journal"),
  problem: async (page, origin) => {
    await page.goto(`${origin}/add`);
    await page.setInputFiles("#file", { name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("hello there\n") });
    await page.waitForURL(/#problem/);
  },
  who: (page, origin) => give(page, origin),
  dates: (page, origin) => give(page, origin, AMBIGUOUS),
  "who-many": (page, origin) => give(page, origin, GROUP),
};

/** Of the example conversation. */
const RESULT = {
  result: go("/result"),
  "result-open": async (page, origin) => { await page.goto(`${origin}/result`); await unfold(page); },
  timeline: go("/timeline"),
  "timeline-open": async (page, origin) => { await page.goto(`${origin}/timeline`); await unfold(page); },
  reasons: go("/reasons"),
  "reasons-open": async (page, origin) => { await page.goto(`${origin}/reasons`); await unfold(page); },
  question: go("/question"),
  events: async (page, origin) => {
    for (const [kind, from, to] of [["Ill", "2026-04-10", "2026-04-14"], ["We spent time together", "2026-04-25", "2026-04-26"], ["Work or exams", "2026-05-04", "2026-05-20"], ["We talked about the two of us", "2026-05-07", ""]]) {
      await page.goto(`${origin}/timeline`);
      await page.locator("summary", { hasText: "Add something that happened" }).click();
      await page.getByLabel(kind, { exact: true }).check();
      await page.getByLabel("From", { exact: true }).fill(from);
      await page.getByLabel("To, if it was more than a day").fill(to);
      await page.getByRole("button", { name: "Add this" }).click();
    }
  },
  around: go("/around?day=2026-05-08"), now: go("/now"), silence: go("/silence"), share: go("/share"),
  write: go("/write"), needs: go("/needs"), known: go("/known"), picture: go("/picture"), "picture-names": go("/picture?for=me"), reason: go("/reason?id=too-fast"),
  "preview-me": go("/preview?for=me"), "preview-friend": go("/preview?for=friend"), delete: go("/delete"),
  ask: go("/ask"), "ask-afraid": go("/ask?q=afraid"),
  "ask-error": async (page, origin) => { await page.goto(`${origin}/ask`); await page.getByRole("button", { name: "Continue" }).click(); },
  "start-after": go("/"), "privacy-after": go("/privacy"),
  focus: async (page, origin) => { await page.goto(`${origin}/result`); for (let step = 0; step < 5; step += 1) await page.keyboard.press("Tab"); },
  "focus-choice": async (page, origin) => { await page.goto(`${origin}/ask`); await page.locator("input[type=radio]").first().focus(); await page.keyboard.press("Space"); },
  "silence-now": async (page, origin) => { await page.goto(`${origin}/silence`); await page.getByRole("button", { name: "No, count up to this moment" }).click(); await page.waitForURL(/\/result/, { timeout: 60000 }); await page.goto(`${origin}/silence`); },
  "silence-before": go("/silence?with=before&hours=awake"),
  gone: async (page, origin) => { await page.goto(`${origin}/delete`); await page.getByRole("button", { name: /delete/i }).first().click(); await page.waitForURL(/\/gone/); },
  closed: async (page, origin) => { await page.goto(`${origin}/privacy`); await page.getByRole("button", { name: "Close ebb" }).click(); },
};

/** From questions alone. */
const ALONE = {
  first: async (page, origin) => { await page.goto(`${origin}/ask?q=afraid`); await page.getByLabel("Yes", { exact: true }).check(); await page.getByRole("button", { name: "Continue" }).click(); await page.waitForURL(/\/first/); },
  check: async (page, origin) => {
    await page.goto(`${origin}/ask`);
    for (let step = 0; step < 12 && page.url().includes("/ask"); step += 1) {
      await page.locator("input[type=radio]").first().check();
      await page.getByRole("button", { name: "Continue" }).click();
      if (page.url().includes("/first")) await page.goto(`${origin}/ask`);
    }
    await page.goto(`${origin}/check`);
  },
  "alone-result": go("/result"), "alone-reasons": go("/reasons"), "alone-now": go("/now"), "alone-preview": go("/preview?for=friend"), "alone-share": go("/share"),
};

const ACCOUNT = "We met in March at a climbing gym. At first Robin wrote every day and made plans. About four weeks ago it changed: short answers, and two dates called off because of work. Last week Robin said that it was all going a bit fast.";

/** From a story. */
const TOLD = {
  understood: async (page, origin) => {
    await page.goto(`${origin}/about?then=tell`);
    await page.getByLabel("What should we call them?").fill("Robin");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByLabel("What happened?").fill(ACCOUNT);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL(/\/understood/, { timeout: 60000 });
  },
  "told-result": go("/result"), "told-write": go("/write"), "told-question": go("/question"), "told-preview": go("/preview?for=me"),
};

/** Where lines of the chat raise a question, and where the answer is a no. */
const FIRST = {
  asking: (page, origin) => analyse(page, origin, null, "Dana", "who is who"),
  no: async (page, origin) => { await page.goto(`${origin}/ask?q=asked-to-stop`); await page.locator("input[type=radio]").first().check(); await page.getByRole("button", { name: "Continue" }).click(); await page.goto(`${origin}/result`); },
  "no-write": go("/write"), "no-now": go("/now"), "no-known": go("/known"), "no-reasons": go("/reasons"),
};

/** Of chats of other shapes. */
const SHAPED = Object.fromEntries(Object.keys(SHAPES).map((shape) => [shape, ["result", "timeline", "silence"].map((page) => `${shape}-${page}`)]));
const EGO = { fade: "Wilhelmina", stopped: "Sam", both: "Jo" };

const wanted = (name) => !only || only.some((part) => (part.endsWith("*") ? name.startsWith(part.slice(0, -1)) : name === part));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
mkdirSync(folder, { recursive: true });
const missing = new Set();
let taken = 0;

/** Opens ebb, runs the steps and stops it. */
async function visit(width, colorScheme, steps) {
  const child = spawn(process.env.EBB ?? here("../target/debug/ebb"), ["serve", "--no-open"]);
  const ended = new Promise((done) => child.once("exit", done));
  const link = await new Promise((ready, failed) => { child.once("error", failed); child.stdout.once("data", (data) => ready(new URL(String(data).trim()))); });
  const context = await browser.newContext({ viewport: { width, height: width < 500 ? 844 : 800 }, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  if (options.includes("--live")) {
    const sheet = () => ["../crates/ebb-report/style/base.css", "../crates/ebb-page/static/page.css", "../crates/ebb-page/static/forms.css"].map((name) => readFileSync(here(name), "utf8")).join("");
    await page.route("**/page.css", (route) => route.fulfill({ contentType: "text/css", body: sheet() }));
  }
  await page.goto(link.href);
  await page.waitForURL(`${link.origin}/`);
  const shoot = async (name, step) => {
    const answer = await step(page, link.origin);
    if (!wanted(name)) return;
    const arrived = !answer || (answer.status() < 400 && new URL(page.url()).pathname === new URL(answer.request().url()).pathname);
    if (!arrived && name !== "missing") { missing.add(name); return; }
    await page.screenshot({ path: path.join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: !name.startsWith("focus") });
    taken += 1;
  };
  await steps({ page, origin: link.origin, shoot });
  await context.close();
  child.kill("SIGINT");
  await ended;
}

for (const width of WIDTHS) {
  for (const theme of THEMES) {
    const any = (screens) => Object.keys(screens).some(wanted);
    if (any(EMPTY)) await visit(width, theme, async ({ shoot }) => { for (const [name, step] of Object.entries(EMPTY)) if (wanted(name)) await shoot(name, step); });
    if (any(RESULT)) {
      await visit(width, theme, async ({ page, origin, shoot }) => {
        await analyse(page, origin);
        for (const [name, step] of Object.entries(RESULT)) if (wanted(name)) await shoot(name, step);
      });
    }
    if (any(ALONE)) await visit(width, theme, async ({ shoot }) => { for (const [name, step] of Object.entries(ALONE)) if (wanted(name) || name === "check") await shoot(name, step); });
    if (any(TOLD)) await visit(width, theme, async ({ shoot }) => { for (const [name, step] of Object.entries(TOLD)) if (wanted(name) || name === "understood") await shoot(name, step); });
    if (any(FIRST)) await visit(width, theme, async ({ shoot }) => { for (const [name, step] of Object.entries(FIRST)) if (wanted(name) || name === "asking" || name === "no") await shoot(name, step); });
    for (const [shape, names] of Object.entries(SHAPED).filter(([, names]) => names.some(wanted))) {
      await visit(width, theme, async ({ page, origin, shoot }) => {
        await analyse(page, origin, SHAPES[shape](), EGO[shape]);
        for (const name of names) await shoot(name, go(`/${name.slice(shape.length + 1)}`));
      });
    }
  }
}
await browser.close();
console.log(`${taken} pictures in ${folder}${missing.size ? `; no such screen: ${[...missing].join(", ")}` : ""}`);
