// The answer for today: what comes before it, the pages behind it, and the picture that one keeps.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { SHOTS, analyse, browser, give, open, unfold } from "../browser.mjs";
import { chat, weeks } from "../invented.mjs";

test("on a phone the answer and the next step stand on the first screen, above five places at most", async (t) => {
  const { ebb, page } = await open(t, { viewport: { width: 390, height: 844 }, reducedMotion: "reduce" });
  await analyse(page, ebb);
  const bar = await page.getByRole("navigation").boundingBox();
  assert.ok(bar.y > 700 && bar.y + bar.height <= 845, `the bar stands at ${bar.y}`);
  assert.ok((await page.getByRole("navigation").getByRole("link").count()) <= 5);
  for (const place of ["h1", ".tonight h2", ".tonight li >> nth=1"]) {
    const box = await page.locator(place).first().boundingBox();
    assert.ok(box.y + box.height < bar.y, `${place} ends at ${box.y + box.height}, below the bar at ${bar.y}`);
  }
  // What is last on a page is not hidden behind the bar.
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  const last = await page.locator(".foot li").last().boundingBox();
  assert.ok(last.y + last.height <= bar.y, "the bar covers the end of the page");
});

test("what people ask is answered in short, with why behind it", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await analyse(page, ebb);
  const asked = page.locator(".asked");
  for (const question of ["Should I write?", "How long do I wait?", "Will Alex come back?", "Was it me?", "Is there someone else?"]) {
    const fold = asked.locator("details").filter({ has: page.getByRole("heading", { name: question }) });
    const short = await fold.locator("summary span").innerText();
    assert.ok(short.length > 10 && (short.match(/[.?!](\s|$)/g) ?? []).length <= 3, `${question}: ${short}`);
    assert.equal(await fold.locator("> p").isVisible(), false);
    await fold.locator("summary").click();
    assert.ok((await fold.locator("> p").innerText()).length > 10, question);
  }
});

test("lines that may be a no are asked about before anything is advised", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await give(page, ebb, "chat.txt", chat({ weeks: [...weeks(10, 70, 66, 12), ...weeks(5, 14, 50, 200)], seed: 23 }));
  await page.getByLabel(/^Dana/).check();
  await page.locator("#safe-unsure").check();
  await page.getByRole("button", { name: "Show me what changed" }).click();
  await page.waitForURL(/\/result/, { timeout: 60000 });
  const asks = page.locator("section.asks");
  assert.match(await asks.innerText(), /One thing first[^]*Did Alex ask you to stop, or have you been afraid of them\?/);
  assert.equal(await page.locator(".tonight, .bubble").count(), 0, "something is advised before it is known");
  await page.goto(`${ebb.origin}/write`);
  assert.equal(await page.locator("textarea").count(), 0);
  await page.goto(`${ebb.origin}/reason?id=life`);
  assert.equal(await page.locator(".bubble").count(), 0, "words to say before it is known");
  await page.goto(`${ebb.origin}/result`);
  await asks.getByRole("button", { name: "Neither" }).click();
  await page.waitForURL(/\/result/);
  assert.equal(await page.locator(".tonight").count(), 1);
});

test("every reason has a page, and what one knows now has one", async (t) => {
  const { ebb, page, strays } = await open(t, { javaScriptEnabled: false });
  await analyse(page, ebb);
  await page.goto(`${ebb.origin}/reasons`);
  await unfold(page);
  const leads = await page.locator("article").getByRole("link", { name: /^Read more about this/ }).evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  assert.equal(new Set(leads).size, 12);
  for (const lead of leads) {
    await page.goto(ebb.origin + lead);
    const main = await page.locator("main").innerText();
    assert.match(main, /What it looks like[^]*What may lie behind it[^]*mistaken for[^]*What helps[^]*What you could say[^]*Better not[^]*When to walk away/, lead);
    assert.ok(!/[{}]/.test(main), `${lead}: a slot is left open`);
    assert.ok(main.split(/\s+/).length >= 350, lead);
  }
  assert.equal((await page.goto(`${ebb.origin}/reason?id=nothing`)).status(), 404);
  await page.goto(`${ebb.origin}/journal`);
  await page.getByLabel("The day").fill("2027-01-05");
  await page.getByRole("button", { name: "Set this day" }).click();
  await page.goto(`${ebb.origin}/result`);
  await page.getByRole("link", { name: "What you know now" }).click();
  const main = await page.locator("main").innerText();
  assert.match(main, /What's known[^]*writing much less since about 8 May[^]*What isn't known[^]*What you've decided[^]*decide by 5 January[^]*Until when[^]*Look again on/);
  assert.deepEqual(strays, []);
});

test("a picture of the change is kept, with names or without, and quotes nobody", async (t) => {
  const { ebb, page, strays } = await open(t, { javaScriptEnabled: false });
  await analyse(page, ebb);
  await page.getByRole("link", { name: "Keep a picture of this" }).click();
  for (const [link, holds, not] of [["Without names", /Person A/, /Alex|Dana|May|2026/], ["With names and dates", /Alex[^]*8 May/, /Person A/]]) {
    await page.getByRole("link", { name: link }).click();
    const shown = await page.locator(".picture svg .paper").evaluate((paper) => getComputedStyle(paper).fill);
    assert.equal(shown, "rgb(250, 248, 244)", "the sheet of styles is kept out");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save this picture" }).click();
    const file = await download;
    assert.equal(file.suggestedFilename(), "picture.svg");
    const svg = readFileSync(await file.path(), "utf8");
    assert.match(svg, holds);
    assert.ok(!not.test(svg), `${link}: ${not.exec(svg)}`);
    for (const kept of ["var(--", "<script", "href", "quick for me"]) assert.ok(!svg.includes(kept), `${kept} is in the picture`);
    // It stands alone: opened with nothing around it, it is well formed and has its colours.
    const alone = await browser.newPage();
    await alone.goto(`data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`);
    assert.equal(await alone.evaluate(() => document.documentElement.nodeName), "svg");
    assert.equal(await alone.evaluate(() => getComputedStyle(document.querySelector(".crest.them")).stroke), "rgb(11, 92, 138)");
    await alone.screenshot({ path: `${SHOTS}/picture-${/Person A/.test(svg) ? "without" : "with"}-names.png` });
    await alone.close();
  }
  assert.deepEqual(strays, []);
});
