// How the page looks where looks can be measured: paper, forced colours, motion, weight, and the report before it is saved.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PAGES, RESULTS, analyse, axe, browser, give, open, save, who } from "../browser.mjs";
import { SHAPES } from "../invented.mjs";

const MOST_BYTES = 100 * 1024;

/** Returns how many pages a document in PDF has. */
const count = (pdf) => (pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? []).length;

test("a report is looked at as it will be saved, and prints from there", async (t) => {
  const { ebb, page, strays } = await open(t);
  await analyse(page, ebb);
  for (const [whose, button, name] of [["me", "Save the report for me", "Alex"], ["friend", "Save the report with no names", "Person A"]]) {
    await page.goto(`${ebb.origin}/preview?for=${whose}`);
    const shown = await page.locator("article.report").innerText();
    assert.match(shown, new RegExp(`^~ A report by ebb\\s+(Here[^]*dating\\.\\s+)?Yes. ${name} has been writing much less`));
    // A sheet of styles that the policy keeps out would leave letters black on white, and water black.
    assert.equal(await page.locator("article.report .kicker").evaluate((line) => getComputedStyle(line).color), "rgb(80, 98, 106)");
    const saved = await save(page, ebb, button);
    const file = await browser.newPage();
    await file.setContent(saved);
    assert.equal(await file.locator("main").innerText(), shown);
    for (const format of ["A4", "Letter"]) {
      const pages = count(await file.pdf({ format }));
      assert.ok(pages >= 1 && pages <= 4, `${pages} pages of ${format} for ${whose}`);
    }
    await page.goto(`${ebb.origin}/preview?for=${whose}`);
    assert.ok(count(await page.pdf({ format: "A4" })) <= 4);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".card.unprinted").isVisible(), false);
    assert.equal(await page.getByRole("button", { name: "Leave now" }).first().isVisible(), false);
    await page.emulateMedia({ media: null });
    await file.close();
  }
  assert.deepEqual(strays, []);
});

test("the preview passes axe and fits every width", async (t) => {
  const found = [];
  for (const [width, colorScheme] of [[320, "dark"], [768, "light"], [1280, "light"]]) {
    const { ebb, page, context } = await open(t, { viewport: { width, height: 800 }, colorScheme });
    await analyse(page, ebb);
    await page.goto(`${ebb.origin}/preview?for=friend`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) found.push(`${width}: ${wide} wide`);
    for (const violation of await axe(page)) found.push(`${width} ${colorScheme}: ${violation}`);
    await context.close();
  }
  assert.deepEqual(found, []);
});

test("nothing moves where motion is reduced, and the tide settles where it is not", async (t) => {
  for (const [reducedMotion, moving] of [["reduce", 0], ["no-preference", 1]]) {
    const { ebb, page, context } = await open(t, { reducedMotion });
    await analyse(page, ebb);
    const running = await page.evaluate(() => document.getAnimations().length + (getComputedStyle(document.querySelector("#chart-tide .crest")).animationName === "none" ? 0 : 1));
    assert.equal(running > 0, moving > 0, reducedMotion);
    await context.close();
  }
});

test("charts show in the colours of the system, and pages pass axe in them", async (t) => {
  const { ebb, page } = await open(t, { forcedColors: "active", colorScheme: "dark" });
  await analyse(page, ebb);
  const [line, text, back] = await page.evaluate(() => {
    const of = (place, what) => getComputedStyle(document.querySelector(place))[what];
    return [of("#chart-tide .crest.them", "stroke"), of("h1", "color"), of("body", "backgroundColor")];
  });
  assert.equal(line, text);
  assert.notEqual(line, back);
  for (const path of RESULTS) {
    await page.goto(ebb.origin + path);
    assert.deepEqual(await axe(page), [], path);
  }
});

test("no page of a long chat weighs 100 KB", async (t) => {
  const { ebb, page } = await open(t);
  await give(page, ebb, "chat.txt", SHAPES.years());
  await who(page, /^Dana/);
  const bytes = async (file) => (await (await page.request.get(ebb.origin + file)).body()).length;
  const assets = (await bytes("/page.css")) + (await bytes("/page.js"));
  const over = [];
  for (const path of [...PAGES, "/preview?for=me", "/preview?for=friend"]) {
    // The sheet of a report is asked for by the page that shows one alone.
    const weight = assets + (await bytes(path)) + (path.startsWith("/preview") ? await bytes("/report.css") : 0);
    if (weight >= MOST_BYTES) over.push(`${path}: ${(weight / 1024).toFixed(1)} KB`);
  }
  assert.deepEqual(over, []);
});
