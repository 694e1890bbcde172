// The story route: told in one's own words, understood, confirmed and weighed, alone and beside a chat.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SHOTS, analyse, axe, open, save, tell } from "../browser.mjs";

const ACCOUNT = "We met in March and it was lovely. She told me she needs some space. Five weeks ago she went quiet. I like jazz.";

test("a story alone, without scripts, from the start to a saved report", async (t) => {
  const { ebb, page, strays } = await open(t, { javaScriptEnabled: false });
  await page.getByRole("link", { name: "Tell it in my own words" }).click();
  await page.getByLabel("What should we call them?").fill("Robin");
  await page.getByLabel("she, her", { exact: true }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  assert.match(await page.title(), /^Error: Your own words/);
  assert.match(await page.getByRole("alert").innerText(), /at least one sentence/);
  await page.getByLabel("What happened?").fill(ACCOUNT);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/(understood|reading)/);
  await page.waitForURL(/\/understood/, { timeout: 60000 });
  const main = await page.locator("main").innerText();
  assert.match(main, /needs some space/);
  assert.match(main, /What we did not use[^]*I like jazz/);
  const marks = page.locator("input[type=checkbox]");
  const count = await marks.count();
  assert.ok(count >= 2, `${count} things understood`);
  await page.getByRole("link", { name: "Change my words" }).click();
  assert.equal(await page.getByLabel("What happened?").inputValue(), ACCOUNT, "what was typed is lost");
  await page.goto(`${ebb.origin}/understood`);
  await page.getByRole("button", { name: "This is right" }).click();
  await page.waitForURL(/\/result/);
  assert.match(await page.locator("main").innerText(), /rests on what you told us/);
  assert.ok(await page.locator(".reason").count() > 0, "no reasons");
  await page.goto(`${ebb.origin}/reasons`);
  const before = await page.locator("main").innerText();
  await page.goto(`${ebb.origin}/understood`);
  for (let at = 0; at < count; at += 1) await marks.nth(at).uncheck();
  await page.getByRole("button", { name: "This is right" }).click();
  await page.goto(`${ebb.origin}/reasons`);
  assert.notEqual(await page.locator("main").innerText(), before, "taking everything out changes nothing");
  await page.goto(`${ebb.origin}/understood`);
  for (let at = 0; at < count; at += 1) assert.equal(await marks.nth(at).isChecked(), false);
  await marks.first().check();
  await page.getByRole("button", { name: "This is right" }).click();
  const own = await save(page, ebb, "Save the report for me");
  assert.match(own, /Robin/);
  assert.ok(!/Person A|jazz|<script|https?:/.test(own), "the report for oneself holds the story, or another name");
  const saved = await save(page, ebb, "Save the report with no names");
  assert.match(saved, /Person A/);
  assert.ok(!/Robin|jazz|<script|https?:/.test(saved), "the report holds a name, the story or a link");
  assert.deepEqual(strays, []);
});

test("a no in a story closes the drafts, and the user can say that it was none", async (t) => {
  const { ebb, page } = await open(t);
  await tell(page, ebb, "We dated for two months. Last week he told me to stop texting him. He said it is over.", { name: "Sam", pronouns: "he, him" });
  await page.getByRole("button", { name: "This is right" }).click();
  await page.waitForURL(/\/result/);
  assert.match(await page.locator("h1").innerText(), /^Sam has said no/);
  assert.match(await page.locator("main").innerText(), /do not list reasons here\. They would not change the answer/);
  await page.goto(`${ebb.origin}/write`);
  assert.match(await page.locator("main").innerText(), /We do not help to write a message/);
  assert.equal(await page.locator("textarea").count(), 0);
  await page.goto(`${ebb.origin}/now`);
  assert.equal(await page.getByRole("link", { name: "Write an honest message" }).count(), 0);
  await page.goto(`${ebb.origin}/reasons`);
  assert.equal(await page.locator("article").count(), 0);
  assert.equal(await page.getByRole("button", { name: "Show reasons anyway" }).count(), 0, "reasons are offered after a plain no");
  await page.goto(`${ebb.origin}/understood`);
  for (const mark of await page.locator("input[type=checkbox]").all()) await mark.uncheck();
  await page.getByRole("button", { name: "This is right" }).click();
  await page.waitForURL(/\/result/);
  assert.ok(!/has said no/.test(await page.locator("main").innerText()));
});

test("after a soft no reasons can be asked for, and nothing else opens", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await tell(page, ebb, "We dated for two months. Last week he told me he is not ready for a relationship.", { name: "Sam", pronouns: "he, him" });
  await page.getByRole("button", { name: "This is right" }).click();
  await page.waitForURL(/\/result/);
  assert.match(await page.locator("h1").innerText(), /^Sam said no, or not now/);
  await page.goto(`${ebb.origin}/reason?id=not-ready`);
  assert.equal(new URL(page.url()).pathname, "/reasons", "one reason shows while all are held back");
  assert.equal(await page.locator("article").count(), 0);
  await page.getByRole("button", { name: "Show reasons anyway" }).click();
  assert.ok(await page.locator("article").count() > 0);
  assert.match(await page.locator("main").innerText(), /You asked for the reasons\. They do not change what Sam said/);
  await page.goto(`${ebb.origin}/reason?id=not-ready`);
  assert.match(await page.locator("main").innerText(), /What it looks like[^]*When to walk away/);
  assert.ok(!/What you could say/.test(await page.locator("main").innerText()), "words to say are offered after a no");
  await page.goto(`${ebb.origin}/write`);
  assert.equal(await page.locator("textarea").count(), 0, "asking for reasons opened the drafts");
});

test("a story that tells of fear leads to help first", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await tell(page, ebb, "She went quiet three weeks ago. I am afraid of her. She threatened to send my pictures to my boss.");
  assert.match(await page.locator("main").innerText(), /felt afraid[^]*Did we understand you/);
  await page.getByRole("button", { name: "This is right" }).click();
  await page.waitForURL(/\/first/);
  await page.locator("main").getByRole("link", { name: "Get help" }).first().click();
  await page.getByLabel("Where are you?").selectOption("GB");
  await page.getByRole("button", { name: "Show" }).click();
  const main = await page.locator("main").innerText();
  assert.match(main, /Refuge|Domestic Abuse/);
  assert.ok(main.indexOf("Afraid of a partner") < main.indexOf("Need to talk"), "what was told does not come first");
  assert.match(main, /Checked on \d+ [A-Z][a-z]+ \d{4}\. Seen at:/);
  await page.goto(`${ebb.origin}/write`);
  assert.equal(await page.locator("textarea").count(), 0, "wording is offered before help");
});

test("a story beside a chat is weighed with it, and says what it moved", async (t) => {
  const { ebb, page } = await open(t);
  await analyse(page, ebb);
  await page.getByRole("link", { name: "Tell it in your own words" }).click();
  await page.getByLabel("What happened?").fill("Alex told me: I need some space.");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/understood/, { timeout: 60000 });
  await page.getByRole("button", { name: "This is right" }).click();
  await page.waitForURL(/\/result/);
  const main = await page.locator("main").innerText();
  assert.match(main, /Your own words now count/);
  assert.match(main, /goes from \d+ to \d+ in 20|This changed little/);
  assert.match(main, /Alex has been writing much less since about 8 May/);
});

test("the story pages pass axe and fit every width", async (t) => {
  const found = [];
  for (const [width, colorScheme] of [[320, "light"], [768, "light"], [1280, "dark"]]) {
    const { ebb, page, context } = await open(t, { viewport: { width, height: 800 }, colorScheme, reducedMotion: "reduce" });
    const look = async (name) => {
      await page.screenshot({ path: `${SHOTS}/story-${name}-${width}-${colorScheme}.png`, fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) found.push(`${name} at ${width}: ${wide} wide`);
      for (const violation of await axe(page)) found.push(`${name} at ${width} ${colorScheme}: ${violation}`);
    };
    await page.goto(`${ebb.origin}/about?then=tell`);
    await look("about");
    await tell(page, ebb, `${ACCOUNT} I am afraid of her. She said she is not ready.`);
    await look("understood");
    await page.getByRole("button", { name: "This is right" }).click();
    await look("first");
    for (const path of ["tell", "result", "reasons", "now", "needs", "write", "help", "privacy"]) {
      await page.goto(`${ebb.origin}/${path}`);
      await look(path);
    }
    await context.close();
  }
  assert.deepEqual(found, []);
});
