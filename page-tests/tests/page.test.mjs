// The local page in a real browser: the whole way, by keyboard, without scripts, at every width, and against strangers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CHAT, PAGES, RESULTS, SHOTS, analyse, axe, browser, open, raw, reply } from "../browser.mjs";

test("from a chat file to a saved report, and no request leaves", async (t) => {
  const { ebb, page, strays } = await open(t);
  assert.ok(!page.url().includes("once"), "the token stays in the address");
  await analyse(page, ebb);
  assert.match(await page.locator("h1").innerText(), /Alex has been writing much less since about 8 May/);
  assert.ok(!/Alex|Dana/.test(await page.title()), "a title holds a name");
  await page.goto(`${ebb.origin}/share`);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the report with no names" }).click();
  const saved = readFileSync(await (await download).path(), "utf8");
  assert.match(saved, /Person A has been writing much less/);
  for (const name of ["Alex", "Dana", "May", "2026", "<script", "http:", "https:"]) assert.ok(!saved.includes(name), `${name} is in the report without names`);
  const paper = await browser.newPage();
  t.after(() => paper.close());
  await paper.setContent(saved);
  for (const format of ["A4", "Letter"]) {
    const pdf = (await paper.pdf({ format })).toString("latin1");
    const count = (pdf.match(/\/Type\s*\/Page[^s]/g) ?? []).length;
    assert.ok(count >= 1 && count <= 4, `${count} pages of ${format}`);
  }
  assert.deepEqual(strays, []);
});

test("every page passes axe, fits every width in light and dark, and has Leave now", async (t) => {
  const found = [];
  for (const [width, colorScheme] of [[320, "light"], [320, "dark"], [768, "light"], [1280, "light"], [1280, "dark"]]) {
    const { ebb, page, context, strays } = await open(t, { viewport: { width, height: 800 }, colorScheme, reducedMotion: "reduce" });
    await analyse(page, ebb);
    for (const path of PAGES) {
      await page.goto(ebb.origin + path);
      const name = path.split("?")[0].slice(1) || "start";
      await page.screenshot({ path: `${SHOTS}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) found.push(`${path} at ${width}: ${wide} wide`);
      if (!(await page.getByRole("button", { name: "Leave now" }).isVisible())) found.push(`${path}: no Leave now`);
      for (const violation of await axe(page)) found.push(`${path} at ${width} ${colorScheme}: ${violation}`);
    }
    assert.deepEqual(strays, []);
    await context.close();
  }
  assert.deepEqual(found, []);
});

test("questions alone, from the start to a saved report", async (t) => {
  const { ebb, page, strays } = await open(t, { javaScriptEnabled: false });
  await page.getByRole("link", { name: "I have no file: answer questions" }).click();
  await page.getByLabel("What should we call them?").fill("Robin");
  await page.getByLabel("she, her", { exact: true }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/ask/);
  await page.getByRole("button", { name: "Continue" }).click();
  assert.match(await page.title(), /^Error:/);
  assert.match(await page.getByRole("alert").innerText(), /Choose an answer, or skip this question/);
  const asked = [];
  let sawHelp = false;
  while (!page.url().includes("/check")) {
    assert.ok(asked.length < 40, "the interview does not end");
    assert.equal(await page.locator("details summary").innerText(), "Why we ask");
    asked.push(await reply(page, (question) => (/afraid/.test(question) ? "Sometimes" : asked.length % 3 === 2 ? null : "I do not know")));
    if (page.url().includes("/first")) {
      sawHelp = true;
      assert.match(await page.locator("main").innerText(), /felt afraid[^]*Get help/);
      await page.getByRole("link", { name: "Go on" }).click();
    }
  }
  assert.ok(sawHelp, "no help after a fear");
  assert.equal(new Set(asked).size, asked.length, "a question is asked twice");
  assert.equal(await page.locator(".checks > div").count(), asked.length);
  await page.goto(`${ebb.origin}/ask?q=${(await page.locator(".checks a").last().getAttribute("href")).split("q=")[1].split("&")[0]}`);
  await page.getByRole("link", { name: "Back", exact: true }).click();
  assert.equal(await page.locator("h1").innerText(), asked.at(-2));
  await page.goto(`${ebb.origin}/check`);
  await page.locator(".checks a").first().click();
  assert.equal(await page.locator("h1").innerText(), asked[0]);
  const first = page.locator("input[type=radio]").first();
  const label = await page.locator(".choice label").first().innerText();
  await first.check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/check/);
  assert.equal(await page.locator(".checks dd").first().innerText(), label);
  await page.getByRole("link", { name: "See the result" }).click();
  const result = await page.locator("main").innerText();
  assert.match(result, /^You said that you have felt afraid of Robin/);
  assert.match(result, /rests on what you told us/);
  for (const path of ["/reasons", "/now"]) assert.equal((await page.goto(ebb.origin + path)).status(), 200);
  await page.goto(`${ebb.origin}/share`);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the report with no names" }).click();
  const saved = readFileSync(await (await download).path(), "utf8");
  assert.match(saved, /class="first"[^]*felt afraid of Person A[^]*<h1>/);
  assert.deepEqual(strays, []);
});

test("answers beside a chat are weighed with it", async (t) => {
  const { ebb, page } = await open(t);
  await analyse(page, ebb);
  await page.getByRole("link", { name: "Answer some questions" }).click();
  await reply(page, () => null);
  await page.goto(`${ebb.origin}/ask?q=afraid`);
  await reply(page, () => "Yes");
  await page.waitForURL(/\/first/);
  await page.goto(`${ebb.origin}/result`);
  const main = await page.locator("main").innerText();
  assert.match(main, /^You said that you have felt afraid of Alex/);
  assert.match(main, /Alex has been writing much less since about 8 May/);
});

test("the questions pass axe and fit every width", async (t) => {
  const found = [];
  for (const [width, colorScheme] of [[320, "light"], [320, "dark"], [1280, "light"], [1280, "dark"]]) {
    const { ebb, page, context } = await open(t, { viewport: { width, height: 800 }, colorScheme, reducedMotion: "reduce" });
    const look = async (name) => {
      await page.screenshot({ path: `${SHOTS}/alone-${name}-${width}-${colorScheme}.png`, fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) found.push(`${name} at ${width}: ${wide} wide`);
      for (const violation of await axe(page)) found.push(`${name} at ${width} ${colorScheme}: ${violation}`);
    };
    await page.goto(`${ebb.origin}/ask?q=afraid`);
    await look("question");
    await page.getByRole("button", { name: "Continue" }).click();
    await look("error");
    await page.goto(`${ebb.origin}/ask?q=afraid`);
    await reply(page, () => "Yes");
    await look("first");
    await page.goto(`${ebb.origin}/ask`);
    for (let at = 0; at < 14 && page.url().includes("/ask"); at += 1) {
      await page.locator("input[type=radio]").first().check();
      await page.getByRole("button", { name: "Continue" }).click();
      if (page.url().includes("/first")) await page.goto(`${ebb.origin}/ask`);
    }
    for (const path of ["check", "result", "reasons", "now", "share"]) {
      await page.goto(`${ebb.origin}/${path}`);
      await look(path);
    }
    await context.close();
  }
  assert.deepEqual(found, []);
});

test("a question is answered by keyboard alone", async (t) => {
  const { ebb, page } = await open(t);
  await page.goto(`${ebb.origin}/ask`);
  const first = await page.locator("h1").innerText();
  for (let at = 0; at < 30; at += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.matches("input[type=radio]"))) break;
  }
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.waitForFunction((asked) => document.querySelector("h1").innerText !== asked, first);
  assert.match(await page.locator("main").innerText(), /Question 2/);
});

test("the text at twice its size loses nothing", async (t) => {
  const { ebb, page } = await open(t, { viewport: { width: 1280, height: 900 } });
  await analyse(page, ebb);
  for (const path of PAGES) {
    await page.goto(ebb.origin + path);
    await page.evaluate(() => { document.documentElement.style.setProperty("font-size", "225%"); });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 1280, path);
  }
});

test("the whole way without scripts", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await page.getByRole("link", { name: "Look at our chat" }).click();
  await page.setInputFiles("#file", CHAT);
  await page.getByRole("button", { name: "Read this file" }).click();
  await page.waitForURL(/\/who/);
  await page.getByLabel(/^Dana/).check();
  await page.getByRole("button", { name: "Show me what changed" }).click();
  await page.waitForURL(/\/result/, { timeout: 60000 });
  for (const path of RESULTS) assert.equal((await page.goto(ebb.origin + path)).status(), 200);
  await page.getByRole("button", { name: "Leave now" }).click();
  await page.waitForURL(/\/away/);
  assert.equal((await page.goto(`${ebb.origin}/result`)).status(), 403);
});

test("the whole way by keyboard", async (t) => {
  const { page } = await open(t);
  const press = async (label) => {
    for (let at = 0; at < 60; at += 1) {
      await page.keyboard.press("Tab");
      const here = await page.evaluate(() => document.activeElement.textContent.trim());
      if (here === label) return page.keyboard.press("Enter");
    }
    throw new Error(`${label} is not reached`);
  };
  await press("See an example first");
  await page.waitForURL(/\/result/, { timeout: 60000 });
  await press("Why");
  await page.waitForURL(/\/reasons/);
  await press("Write");
  await page.waitForURL(/\/write/);
  await press("Leave now");
  await page.waitForURL(/\/away/);
});

test("three presses of Shift leave from every page, and nothing comes back", async (t) => {
  for (const path of ["/", "/result", "/reasons"]) {
    const { ebb, page, context } = await open(t);
    await analyse(page, ebb);
    await page.goto(ebb.origin + path);
    for (let at = 0; at < 3; at += 1) await page.keyboard.press("Shift");
    await page.waitForURL(/\/away/);
    assert.equal((await page.goto(`${ebb.origin}/result`)).status(), 403);
    await context.close();
  }
});

test("strangers are refused", async (t) => {
  const { ebb, context } = await open(t);
  const cookie = (await context.cookies()).map((one) => `${one.name}=${one.value}`).join("; ");
  const [session] = await context.cookies();
  assert.ok(session.httpOnly && session.sameSite === "Strict");
  const host = `127.0.0.1:${ebb.port}`;
  const form = { host, cookie, "content-type": "application/x-www-form-urlencoded" };
  for (const [name, asked, status] of [
    ["the link twice", { path: ebb.link.pathname + ebb.link.search }, 403],
    ["a wrong token", { path: "/open?once=0000" }, 403],
    ["no cookie", { path: "/result" }, 403],
    ["a wrong cookie", { headers: { host, cookie: "ebb=0000" } }, 403],
    ["a foreign host", { headers: { host: "evil.test", cookie } }, 403],
    ["a foreign origin", { path: "/delete", method: "POST", headers: { ...form, origin: "http://evil.test" } }, 403],
    ["no origin", { path: "/delete", method: "POST", headers: form }, 403],
    ["a foreign site", { path: "/delete", method: "POST", headers: { ...form, origin: ebb.origin, "sec-fetch-site": "cross-site" } }, 403],
    ["its own page", { path: "/delete", method: "POST", headers: { ...form, origin: ebb.origin } }, 303],
  ]) {
    const answer = await raw(ebb.port, asked);
    assert.equal(answer.status, status, name);
    assert.match(answer.headers["content-security-policy"], /default-src 'none'/, name);
    assert.ok(!answer.headers["content-security-policy"].includes("unsafe-inline"), name);
    assert.equal(answer.headers["cache-control"], "no-store", name);
  }
});

test("damaged and oversized files are told, and nothing is lost", async (t) => {
  const { ebb, context, page } = await open(t, { javaScriptEnabled: false });
  const give = async (file) => {
    await page.goto(`${ebb.origin}/add`);
    if (file) await page.setInputFiles("#file", file);
    await page.getByRole("button", { name: "Read this file" }).click();
    await page.waitForURL(/#problem/);
    assert.match(await page.title(), /^Error:/);
    return page.getByRole("alert").innerText();
  };
  assert.match(await give(null), /Choose a file/);
  assert.match(await give({ name: "a.zip", mimeType: "application/zip", buffer: Buffer.from("PK\x03\x04broken") }), /zip/);
  assert.match(await give({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("hello there\n") }), /does not look like a chat/);
  const cookie = (await context.cookies()).map((one) => `${one.name}=${one.value}`).join("; ");
  const body = Buffer.alloc(257 << 20, 120);
  const headers = { host: `127.0.0.1:${ebb.port}`, cookie, origin: ebb.origin, "content-type": "multipart/form-data; boundary=x", "content-length": body.length };
  const answer = await raw(ebb.port, { path: "/add", method: "POST", headers, body });
  assert.equal(answer.status, 303);
  await page.goto(`${ebb.origin}/add`);
  assert.match(await page.getByRole("alert").innerText(), /too large/);
});

test("two tabs share one visit", async (t) => {
  const { ebb, context, page } = await open(t);
  const other = await context.newPage();
  await Promise.all([analyse(page, ebb), other.goto(`${ebb.origin}/where`)]);
  await other.goto(`${ebb.origin}/result`);
  assert.equal(await other.locator("h1").innerText(), await page.locator("h1").innerText());
  await other.goto(`${ebb.origin}/delete`);
  await other.getByRole("button", { name: "Delete everything" }).click();
  await page.reload();
  assert.equal(new URL(page.url()).pathname, "/");
});

test("the program ends when it is closed on the page", async (t) => {
  const { ebb, page } = await open(t);
  await page.goto(`${ebb.origin}/privacy`);
  await page.getByRole("button", { name: "Close ebb" }).click();
  assert.match(await page.locator("h1").innerText(), /closed/);
  assert.equal(await ebb.ended, 0);
});
