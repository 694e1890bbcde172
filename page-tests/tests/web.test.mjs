// ebb with no server: the single file from disk with the network off, and the app of a static host with its host gone.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { CHAT, PAGES, RESULTS, SHOTS, axe, browser } from "../browser.mjs";
import { SHAPES, chat, weeks } from "../invented.mjs";

const WEB = path.resolve(process.env.EBB_WEB ?? "../target/web");
const NUMBERS = path.resolve(process.env.EBB_NUMBERS ?? "../target/debug/examples/numbers");
const FILE = `file://${WEB}/ebb.html`;
const folder = mkdtempSync(path.join(tmpdir(), "ebb-web-"));
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Opens the single file with the network off, and counts requests and whatever the policy blocks. */
async function open(t, options = {}) {
  const context = await browser.newContext({ ...PHONE, offline: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60000);
  const strays = [];
  context.on("request", (request) => { if (request.url().split("#")[0] !== FILE && !request.url().startsWith("blob:null/")) strays.push(request.url().slice(0, 80)); });
  page.on("console", (message) => { if (message.type() === "error") strays.push(message.text()); });
  page.on("pageerror", (error) => strays.push(String(error)));
  t.after(() => context.close());
  await page.goto(FILE);
  await at(page, "/");
  return { page, context, strays };
}

/** Waits for a page of ebb: its path stands behind the `#`. */
const at = (page, where) => page.waitForFunction((wanted) => location.hash.slice(1).split("?")[0] === wanted && !document.documentElement.hidden, where);
const go = async (page, where) => {
  if (await page.evaluate(() => location.hash.slice(1)) === where) return;
  await page.evaluate((hash) => { document.getElementById("main")?.setAttribute("data-old", ""); location.hash = hash; }, where);
  await page.waitForFunction(() => document.getElementById("main") && !document.querySelector("main[data-old]"));
};

async function give(page, file) {
  await go(page, "/add");
  await page.setInputFiles("#file", file);
  await page.waitForFunction(() => !["/add", "/reading"].includes(location.hash.slice(1)), undefined, { timeout: 300000 });
}

async function who(page, me) {
  await page.getByLabel(me).check();
  await page.getByRole("button", { name: "Show me what changed" }).click();
  await page.waitForFunction(() => !["/who", "/reading"].includes(location.hash.slice(1)), undefined, { timeout: 300000 });
}

async function numbers(page) {
  await go(page, "/share");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the numbers" }).click();
  return JSON.parse(readFileSync(await (await download).path(), "utf8"));
}

test("from a file to a saved report, from disk and with the network off", async (t) => {
  const { page, strays } = await open(t);
  const begun = Date.now();
  await give(page, CHAT);
  await at(page, "/who");
  await who(page, /^Dana/);
  await at(page, "/result");
  console.log(`demo, from the choice of the file to the result: ${Date.now() - begun} ms`);
  assert.match(await page.locator("h1").innerText(), /Alex/);
  await page.screenshot({ path: `${SHOTS}/web-result-390.png`, fullPage: true });
  await go(page, "/share");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: /^Save/ }).first().click();
  const saved = await download;
  assert.equal(saved.suggestedFilename(), "report.html");
  assert.match(readFileSync(await saved.path(), "utf8"), /<title>[^<]*ebb/);
  assert.deepEqual(strays, []);
});

test("every page shows, is without fault for those who cannot see it, and asks for nothing", async (t) => {
  const { page, strays } = await open(t);
  await page.getByRole("button", { name: /example/i }).click();
  await page.waitForFunction(() => ["/result", "/first"].includes(location.hash.slice(1)));
  for (const where of PAGES) {
    await go(page, where);
    assert.ok((await page.locator("main").innerText()).length > 20, `${where} is empty`);
    // Words are charted where the encoder bears them out, and it is not part of the page.
    if (RESULTS.includes(where) && where !== "/words") assert.equal(await page.evaluate(() => location.hash.slice(1)), where, `${where} leads away`);
    assert.deepEqual(await axe(page), [], where);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${where} is ${width} wide`);
  }
  assert.deepEqual(strays, []);
});

test("going back goes back, and a link into a page looks there", async (t) => {
  const { page, strays } = await open(t);
  await page.locator("main a[href='/add']").click();
  await at(page, "/add");
  await page.locator("main a[href='/where']").click();
  await at(page, "/where");
  await page.goBack();
  await at(page, "/add");
  await page.goBack();
  await at(page, "/");
  await page.keyboard.press("Tab");
  await page.evaluate(() => document.querySelector("a.skip").click());
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  assert.equal(await page.evaluate(() => location.hash), "#/");
  assert.deepEqual(strays, []);
});

test("a pasted chat is read, and what is no chat is told", async (t) => {
  const { page, strays } = await open(t);
  await go(page, "/add");
  await page.locator("details").evaluate((details) => { details.open = true; });
  await page.locator("textarea").evaluate((box, text) => { box.value = text; }, SHAPES.stopped());
  await page.getByRole("button", { name: "Continue" }).click();
  await at(page, "/who");
  assert.match(await page.locator("main").innerText(), /Sam[^]*Noor/);
  await give(page, { name: "holiday.jpg", mimeType: "image/jpeg", buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]) }).catch(() => {});
  assert.ok(await page.locator("#problem").count() === 1, "nothing is told of a picture");
  assert.deepEqual(strays, []);
});

test("a zip is read, and two files are one chat", async (t) => {
  const { page, strays } = await open(t);
  const text = path.join(folder, "_chat.txt");
  writeFileSync(text, readFileSync(CHAT));
  const zip = path.join(folder, "export.zip");
  execFileSync("python3", ["-c", "import sys,zipfile; zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED).write(sys.argv[2], '_chat.txt')", zip, text]);
  await give(page, zip);
  await at(page, "/who");
  const alone = JSON.parse(execFileSync(NUMBERS, [CHAT, "Dana"], { encoding: "utf8", maxBuffer: 1 << 26 }));
  await go(page, "/add");
  await page.getByLabel(/^Add this file to it/).first().check();
  await page.setInputFiles("#file", CHAT);
  await page.waitForFunction(() => location.hash === "#/who");
  await who(page, /^Dana/);
  assert.equal((await numbers(page)).input.messages, alone.input.messages, "what stands in both counts twice");
  assert.deepEqual(strays, []);
});

test("leaving and deleting forget everything", async (t) => {
  const { page, strays } = await open(t);
  await page.getByRole("button", { name: /example/i }).click();
  await page.waitForFunction(() => ["/result", "/first"].includes(location.hash.slice(1)));
  await go(page, "/delete");
  await page.getByRole("button", { name: /Delete/ }).click();
  await at(page, "/gone");
  await go(page, "/result");
  await at(page, "/");
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press("Shift");
  await page.waitForFunction(() => document.title === "Notes" && !document.documentElement.hidden);
  assert.ok(!(await page.content()).includes("ebb makes"));
  assert.deepEqual(strays, []);
});

test("the interview and a story work without a chat", async (t) => {
  const { page, strays } = await open(t);
  await go(page, "/about?then=tell");
  await page.getByRole("button", { name: "Continue" }).click();
  await at(page, "/tell");
  await page.locator("textarea").fill("We had four dates in a month. Last week he told me he has met someone else and wants to see where that goes.");
  await page.getByRole("button", { name: "Continue" }).click();
  await at(page, "/understood");
  assert.ok((await page.locator("main").innerText()).length > 100);
  await go(page, "/about?then=ask");
  await page.getByRole("button", { name: "Continue" }).click();
  await at(page, "/ask");
  await page.locator("input[type=radio]").first().check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForFunction(() => document.querySelector("main h1"));
  assert.deepEqual(strays, []);
});

/** Chats of several shapes and formats, with the name of the one who asks. */
const CHATS = [
  ["dana-and-alex.txt", () => readFileSync(CHAT, "utf8"), "Dana"],
  ["steady.txt", SHAPES.steady, "Dana"],
  ["fade.txt", SHAPES.fade, "Wilhelmina"],
  ["stopped.txt", SHAPES.stopped, "Sam"],
  ["both.txt", SHAPES.both, "Jo"],
  ["few.txt", SHAPES.few, "Dana"],
  ["other-side.txt", () => readFileSync(CHAT, "utf8"), "Alex"],
  ["step.txt", () => chat({ alter: "Ira", ego: "Noa", weeks: [...weeks(10, 80, 75, 10), ...weeks(5, 14, 50, 240)], seed: 23 }), "Noa"],
  ["ego-less.txt", () => chat({ alter: "Ira", ego: "Noa", weeks: [...weeks(10, 60, 70, 10), ...weeks(5, 55, 12, 20)], seed: 29 }), "Noa"],
  ["up.txt", () => chat({ alter: "Ira", ego: "Noa", weeks: [...weeks(6, 20, 30, 90), ...weeks(8, 80, 70, 12)], seed: 31 }), "Noa"],
  ["back.txt", () => chat({ alter: "Ira", ego: "Noa", weeks: [...weeks(8, 70, 70, 15), ...weeks(3, 8, 30, 300), ...weeks(6, 70, 66, 15)], seed: 37 }), "Noa"],
  ["thin.txt", () => chat({ alter: "Ira", ego: "Noa", weeks: [...weeks(12, 12, 14, 200), ...weeks(6, 2, 9, 900)], seed: 41 }), "Noa"],
];

test("the verdict is the one of the program, figure by figure", async (t) => {
  const { page, strays } = await open(t);
  for (const [name, make, me] of CHATS) {
    const file = path.join(folder, name);
    writeFileSync(file, make());
    await go(page, "/delete");
    await page.getByRole("button", { name: /Delete/ }).click().catch(() => {});
    await give(page, file);
    await who(page, new RegExp(`^${me}`));
    const native = JSON.parse(execFileSync(NUMBERS, [file, me], { encoding: "utf8", maxBuffer: 1 << 26 }));
    assert.deepEqual(await numbers(page), native, name);
  }
  assert.deepEqual(strays, []);
});

test("long chats are read in the time that is printed", async (t) => {
  const { page, strays } = await open(t);
  console.log(`ebb.html ${statSync(`${WEB}/ebb.html`).size} bytes`);
  for (const messages of (process.env.EBB_SIZES ?? "10000,100000").split(",").map(Number)) {
    const file = path.join(folder, `${messages}.txt`);
    const long = chat({ from: "2020-01-06", weeks: weeks(Math.ceil(messages / 1000), 500, 500, 3), seed: 43 });
    writeFileSync(file, long);
    await give(page, file);
    const begun = Date.now();
    await who(page, /^Dana/);
    await at(page, "/result");
    console.log(`${long.split("\n").length - 1} messages: result after ${Date.now() - begun} ms`);
  }
  assert.deepEqual(strays, []);
});

/** Serves a folder, as any static host would. */
function host(root) {
  const kinds = { html: "text/html", js: "text/javascript", webmanifest: "application/manifest+json", png: "image/png" };
  const server = http.createServer((request, response) => {
    const name = new URL(request.url, "http://host").pathname.replace(/\/$/, "/index.html");
    const file = path.join(root, name);
    if (request.method !== "GET" || !existsSync(file)) { response.writeHead(404).end(); return; }
    response.writeHead(200, { "content-type": kinds[name.split(".").pop()] ?? "application/octet-stream" }).end(readFileSync(file));
  });
  return new Promise((ready) => server.listen(0, "127.0.0.1", () => ready({
    origin: `http://127.0.0.1:${server.address().port}`,
    stop: () => { server.closeAllConnections(); return new Promise((done) => server.close(done)); },
  })));
}

test("the app works from its first visit on with its host gone, and takes what a phone shares", async (t) => {
  const site = await host(`${WEB}/site`);
  const context = await browser.newContext(PHONE);
  t.after(() => context.close());
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => { if (message.type() === "error") faults.push(message.text()); });
  await page.goto(`${site.origin}/`);
  await at(page, "/");
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  const tools = await context.newCDPSession(page);
  assert.deepEqual((await tools.send("Page.getAppManifest")).errors, []);
  const against = (await tools.send("Page.getInstallabilityErrors")).installabilityErrors.map((fault) => fault.errorId);
  assert.deepEqual(against.filter((fault) => fault !== "in-incognito"), []);

  await site.stop();
  await page.reload();
  await at(page, "/");
  await page.getByRole("button", { name: /example/i }).click();
  await page.waitForFunction(() => ["/result", "/first"].includes(location.hash.slice(1)));

  // As Android hands a file to the app that was chosen: a form that is posted to it from elsewhere.
  const phone = await context.newPage();
  phone.on("console", (message) => { if (message.type() === "error") faults.push(message.text()); });
  await phone.setContent(`<form method="post" action="${site.origin}/share" enctype="multipart/form-data"><input type="file" name="chat" multiple><button>Share</button></form>`);
  await phone.setInputFiles("input", { name: "WhatsApp Chat with Noor.txt", mimeType: "text/plain", buffer: Buffer.from(SHAPES.stopped()) });
  await phone.getByRole("button", { name: "Share" }).click();
  await at(phone, "/who");
  assert.match(await phone.locator("main").innerText(), /Sam[^]*Noor/);
  assert.equal(await phone.evaluate(() => location.search), "");
  assert.deepEqual(await phone.evaluate(async () => (await caches.keys()).length), 1, "more than the program is stored");
  assert.deepEqual(faults, []);
});
