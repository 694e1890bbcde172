// What one can do with a result: leave things out and put them back, write, say what one needs, note what happened, rest.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { analyse, answerFirst, axe, days, give, open, reply, save, unfold, whatsapp, who } from "../browser.mjs";
import { chat, weeks } from "../invented.mjs";

const CONTENT = "../content";

test("what is wrong is left out, the rest is weighed anew, and it can be put back", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await analyse(page, ebb);
  const counts = async () => JSON.parse(await save(page, ebb, "Save the numbers")).reasons.map((reason) => [reason.id, reason.dots]);
  const before = await counts();
  await page.goto(`${ebb.origin}/reasons`);
  await unfold(page);
  const row = page.locator("article .wrong li").filter({ has: page.getByRole("button", { name: /^Leave this out/ }) }).first();
  assert.match(await row.innerText(), /messages a day|questions a day|usually|now takes|came within/);
  await row.getByRole("button", { name: /^Leave this out/ }).click();
  assert.match(await page.getByRole("status").first().innerText(), /Left out one thing[^]*(goes from \d+ to \d+ in 20|changed little)/);
  assert.match(await page.locator("main").innerText(), /What you left out/);
  await page.goto(`${ebb.origin}/result`);
  assert.match(await page.locator("details").last().innerText().catch(() => "") + (await page.content()), /The result is without it/);
  await page.getByRole("button", { name: "Put it back" }).click();
  await page.goto(`${ebb.origin}/reasons`);
  assert.ok(!/What you left out/.test(await page.locator("main").innerText()));
  assert.deepEqual(await counts(), before);
});

test("each number leads to its messages, and further ones can be read", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await analyse(page, ebb);
  await page.getByRole("link", { name: "since", exact: true }).click();
  await page.waitForURL(/\/around/);
  assert.equal(await page.locator(".said").count(), 20);
  const first = await page.locator(".said").first().innerText();
  await page.getByRole("link", { name: "Later messages" }).click();
  const later = await page.locator(".said").first().innerText();
  assert.notEqual(later, first);
  await page.getByRole("link", { name: "Earlier messages" }).click();
  assert.equal(await page.locator(".said").first().innerText(), first);
});

test("a message is drafted, looked at, and kept on the page", async (t) => {
  const { ebb, page, strays } = await open(t, { javaScriptEnabled: false });
  await give(page, ebb, "chat.txt", withTheirTurn());
  await who(page, /^Ira/);
  const advised = await page.locator(".tonight .bubble").first().innerText();
  await page.getByRole("link", { name: "Make it your own" }).click();
  const box = page.getByLabel("Your message");
  // What is advised tonight comes first, word for word.
  await page.getByRole("button", { name: /^Start with this/ }).first().click();
  assert.equal(await box.inputValue(), advised);
  await page.getByRole("button", { name: /^Start with this ?: A kind question/ }).click();
  assert.match(await box.inputValue(), /Hi Noa, .*writing less since about \d+ \w+, and.*Either answer is okay/);
  // Late at night one of our own texts has one thing to mind: the hour.
  for (const row of await page.locator("#checks li.look").allInnerTexts()) assert.match(row, /It is late/);
  assert.ok(await page.locator("#checks li.holds").count() >= 8);
  await box.fill("You never answer me! Why? Is it me? Reply by tonight or it's over.");
  await page.getByRole("button", { name: "Look at it" }).click();
  const checks = await page.locator("#checks").innerText();
  assert.match(checks, /may sound like blame: "you never"/);
  assert.match(checks, /may feel like a deadline/);
  assert.match(checks, /asks more than one thing/);
  await page.goto(`${ebb.origin}/result`);
  await page.goto(`${ebb.origin}/write`);
  assert.match(await box.inputValue(), /^You never answer me/);
  assert.match(await page.locator("main").innerText(), /Leave room\. If no word comes in \d+ days/);
  assert.deepEqual(strays, []);
});

test("who asked for room is not asked again", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await analyse(page, ebb);
  await page.goto(`${ebb.origin}/now`);
  assert.match(await page.locator("main").innerText(), /Give the room that was asked for[^]*Write nothing tonight[^]*Look again on/);
  assert.equal(await page.getByRole("link", { name: /Write an honest message|Make it your own/ }).count(), 0);
  await page.goto(`${ebb.origin}/write`);
  assert.match(await page.locator("h1").innerText(), /^About writing$/);
  assert.match(await page.locator(".note").first().innerText(), /answer once and then stop/);
  assert.ok(!(await page.locator("section.card").allInnerTexts()).some((text) => text.includes("?")), "a text presses");
});

test("checks follow what one types, and the text can be copied", async (t) => {
  const { ebb, page, context, strays } = await open(t);
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: ebb.origin });
  await analyse(page, ebb);
  await page.goto(`${ebb.origin}/write`);
  await page.getByLabel("Your message").fill("You never answer.");
  await page.locator("#checks").getByText("may sound like blame").waitFor();
  assert.equal(new URL(page.url()).pathname, "/write");
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  await page.getByText("ebb does not send anything").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "You never answer.");
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(strays, []);
});

test("a no in the answers closes the drafts, the question and the counsel for reasons", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await analyse(page, ebb);
  await page.goto(`${ebb.origin}/ask?q=asked-to-stop`);
  await page.locator("input[type=radio]").first().check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.goto(`${ebb.origin}/result`);
  assert.match(await page.locator("h1").innerText(), /^Alex has said no/);
  assert.equal(await page.locator(".outcomes").count(), 0);
  assert.equal(await page.locator(".reason").count(), 0);
  await page.goto(`${ebb.origin}/write`);
  assert.equal(await page.locator("textarea").count(), 0);
  assert.match(await page.locator("main").innerText(), /We do not help/);
});

test("what one needs is marked, told, and changes the advice", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await analyse(page, ebb);
  await page.goto(`${ebb.origin}/needs`);
  const rows = page.getByRole("group");
  assert.equal(await rows.count(), 12);
  await rows.nth(1).getByLabel("I need this").check();
  await rows.nth(2).getByLabel("I would like it").check();
  await page.getByRole("button", { name: "This is what I need" }).click();
  await page.waitForURL(/\/now/);
  const told = await page.locator("#needs").innerText();
  assert.match(told, /You will not do without this/);
  assert.match(told, /You would like this/);
  await page.goto(`${ebb.origin}/needs`);
  assert.ok(await rows.nth(1).getByLabel("I need this").isChecked(), "a mark is lost");
});

test("what else happened stands beside the result and can be taken back", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await analyse(page, ebb);
  const headline = await page.locator("h1").innerText();
  await page.goto(`${ebb.origin}/timeline`);
  await page.getByText("Add something that happened").click();
  await page.getByLabel("Away, or on holiday").check();
  await page.getByLabel("From", { exact: true }).fill("2026-05-05");
  await page.getByLabel(/^To,/).fill("2026-05-20");
  await page.getByLabel(/^In your own words/).fill("<b>Lisbon</b>");
  await page.getByRole("button", { name: "Add this" }).click();
  assert.match(await page.locator("#events").innerText(), /Away, or on holiday, 5 May to 20 May\. <b>Lisbon<\/b>/);
  await page.goto(`${ebb.origin}/result`);
  assert.equal(await page.locator("h1").innerText(), headline, "a note changes what was counted");
  assert.match(await page.locator("main").innerText(), /You noted: Away, or on holiday, 5 May to 20 May\. The change came in that time/);
  await page.goto(`${ebb.origin}/timeline`);
  await page.getByRole("button", { name: /^Remove/ }).click();
  assert.match(await page.locator("#events").innerText(), /Nothing is noted yet/);
});

test("the result can be put away, and opened all the same", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await analyse(page, ebb);
  await page.goto(`${ebb.origin}/now`);
  await page.getByRole("button", { name: "Put it away" }).click();
  assert.match(await page.locator("h1").innerText(), /^You chose a break until/);
  for (const path of ["/", "/result", "/reasons", "/silence"]) {
    await page.goto(ebb.origin + path);
    assert.equal(new URL(page.url()).pathname, "/away-until", path);
  }
  await page.goto(`${ebb.origin}/help`);
  assert.equal(new URL(page.url()).pathname, "/help", "help is put away too");
  await page.goto(`${ebb.origin}/away-until`);
  assert.deepEqual(await page.getByRole("navigation").count(), 0);
  await page.getByRole("button", { name: "Open it anyway" }).click();
  await page.waitForURL(/\/result/);
});

test("a day to decide is kept while ebb is open, and looking often offers a rest", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await analyse(page, ebb);
  await page.goto(`${ebb.origin}/journal`);
  await page.getByLabel("The day").fill("2026-01-05");
  await page.getByLabel(/remember on that day/).fill("I wanted to know by now.");
  await page.getByRole("button", { name: "Set this day" }).click();
  assert.match(await page.locator("main").innerText(), /You want to decide by 5 January/);
  await page.goto(`${ebb.origin}/`);
  assert.match(await page.locator("main").innerText(), /You wanted to decide by 5 January[^]*I wanted to know by now/);
  for (let look = 1; look <= 3; look += 1) {
    await page.goto(`${ebb.origin}/silence`);
    assert.equal(/You have looked/.test(await page.locator("main").innerText()), look >= 3);
  }
  await page.getByRole("button", { name: /^Put it away until/ }).click();
  await page.waitForURL(/\/away-until/);
});

test("what is held is listed, and each part can be taken away", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await analyse(page, ebb);
  await page.goto(`${ebb.origin}/ask`);
  await reply(page, () => null);
  await page.goto(`${ebb.origin}/privacy`);
  assert.match(await page.locator("dl").innerText(), /Your chat[^]*Your answers[^]*Your result/);
  await page.getByRole("button", { name: /^Remove ?: Your chat/ }).click();
  const held = await page.locator("dl").innerText();
  assert.ok(!/Your chat/.test(held) && /Your answers/.test(held), held);
  await page.getByRole("button", { name: /^Remove ?: Your answers/ }).click();
  assert.match(await page.locator("main").innerText(), /Nothing\./);
});

test("words for the other person stand where they belong", async (t) => {
  for (const [label, own, wanted] of [["she, her", null, /\b(she|her)\b/i], ["he, him", null, /\b(he|him|his)\b/i], ["they, them", null, /\b(they|them|their)\b/i], ["Other words", "xe/xem/xyr", /\b(xe|xem|xyr)\b/i]]) {
    const { ebb, page, context } = await open(t, { javaScriptEnabled: false });
    await page.goto(`${ebb.origin}/about?then=tell`);
    await page.getByLabel("What should we call them?").fill("Robin");
    await page.getByLabel(label, { exact: true }).check();
    if (own) await page.getByLabel("Your own three words").fill(own);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByLabel("What happened?").fill("Robin told me: I need some space.");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL(/\/understood/, { timeout: 60000 });
    await page.getByRole("button", { name: "This is right" }).click();
    const said = [];
    for (const path of ["/reasons", "/now"]) {
      await page.goto(ebb.origin + path);
      said.push(await page.evaluate(() => document.querySelector("main").textContent));
    }
    assert.match(said.join(" "), wanted, label);
    assert.match(said.join(" "), /Robin/);
    assert.ok(!/[{}]/.test(said.join(" ")), "a slot is left open");
    await page.goto(`${ebb.origin}/about?then=tell`);
    assert.ok(await page.getByLabel(label, { exact: true }).isChecked(), "the words are forgotten");
    await context.close();
  }
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await page.goto(`${ebb.origin}/about?then=tell`);
  await page.getByLabel("Other words", { exact: true }).check();
  await page.getByLabel("Your own three words").fill("xe");
  await page.getByRole("button", { name: "Continue" }).click();
  assert.match(await page.getByRole("alert").innerText(), /three words/);
});

test("help lines are listed for every country, each with its day and place, and old ones say so", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await page.goto(`${ebb.origin}/help`);
  const countries = await page.locator("#country option").evaluateAll((options) => options.map((option) => option.value));
  assert.ok(countries.length >= 10 && countries.at(-1) === "WORLD");
  for (const country of countries) {
    await page.getByLabel("Where are you?").selectOption(country);
    await page.getByRole("button", { name: "Show" }).click();
    const cards = await page.locator(".card").allInnerTexts();
    assert.ok(cards.length > 0, country);
    for (const card of cards) {
      const [, day] = /Checked on (\d+ [A-Z][a-z]+ \d{4})\. Seen at: \S+/.exec(card) ?? [];
      assert.ok(day, `${country}: ${card}`);
      assert.equal(/may be out of date/.test(card), Date.now() - Date.parse(day) > 180 * 86400e3, card);
    }
  }
  assert.ok(readFileSync(`${CONTENT}/help/gb-refuge.toml`, "utf8").includes("0808"));
});

test("what else happened is numbered in the tide, with its words below", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await analyse(page, ebb);
  await page.goto(`${ebb.origin}/timeline`);
  assert.equal(await page.locator("#chart-tide .event-ring").count(), 0);
  for (const [kind, from, to] of [["Ill", "2026-04-10", "2026-04-14"], ["A move, or a new time zone", "2026-05-07", ""], ["Work or exams", "2020-01-01", ""]]) {
    await page.locator("summary", { hasText: "Add something that happened" }).click();
    await page.getByLabel(kind, { exact: true }).check();
    await page.getByLabel("From", { exact: true }).fill(from);
    await page.getByLabel("To, if it was more than a day").fill(to);
    await page.getByRole("button", { name: "Add this" }).click();
  }
  for (const path of ["/timeline", "/result"]) {
    await page.goto(ebb.origin + path);
    // Numbers are those of the list by date. What lies before the chat is in the list only.
    for (const room of ["wide", "narrow"]) assert.deepEqual(await page.locator(`#chart-tide svg.${room} .event-number`).allTextContents(), ["2", "3"]);
    assert.match(await page.locator("#chart-tide").innerText(), /What you noted: 2: Ill, 10 April to 14 April; 3: A move, or a new time zone, 7 May\./);
  }
});

test("where the hours of the day moved, a move or a trip is asked about until one is noted", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  const rows = [];
  for (let day = 0; day < 110; day += 1) {
    for (let turn = 0; turn < (day < 70 ? 16 : 6); turn += 1) rows.push([day * 1440 + 540 + turn * 20 + (day >= 70 && turn % 2 ? 540 : 0), turn % 2 ? "Noa" : "Ira", "how was your day"]);
  }
  await give(page, ebb, "chat.txt", whatsapp(rows.sort((a, b) => a[0] - b[0])));
  await who(page, /^Ira/);
  const asked = /Noa came to write at other hours of the day\. Was it a trip, or a move\?/;
  assert.match(await page.locator("main").innerText(), asked);
  await page.getByRole("link", { name: "Note what happened" }).click();
  await page.locator("summary", { hasText: "Add something that happened" }).click();
  await page.getByLabel("A move, or a new time zone", { exact: true }).check();
  await page.getByLabel("From", { exact: true }).fill("2026-05-10");
  await page.getByLabel("To, if it was more than a day").fill("2026-05-14");
  await page.getByRole("button", { name: "Add this" }).click();
  await page.goto(`${ebb.origin}/result`);
  const main = await page.locator("main").innerText();
  assert.ok(!asked.test(main), "it is asked again");
  assert.match(main, /What you noted: 1: A move, or a new time zone, 10 May to 14 May\./);
});

test("a silence is shown next to the silences that one chooses", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  const fell = chat({ alter: "Noa", ego: "Ira", weeks: [...weeks(10, 70, 66, 12), ...weeks(5, 14, 50, 200)], seed: 23 });
  await give(page, ebb, "chat.txt", `${fell}23/06/2026, 10:00 - Ira: hope you are well\n`);
  await who(page, /^Ira/);
  await page.goto(`${ebb.origin}/silence`);
  const lead = await page.locator("p.lead").innerText();
  assert.match(lead, /Noa had not written for \d+ days/);
  assert.ok(await page.getByLabel("silences since the change").isChecked());
  const says = () => page.locator("#chart-silence figcaption").innerText();
  assert.match(await says(), /silences since [^]*without the nights/);
  const length = async () => Number(/shorter than (\d+) days/.exec(await says())[1]);
  const withoutNights = await length();
  await page.getByLabel("silences before the change").check();
  await page.getByLabel("counted, as on a clock").check();
  await page.getByRole("button", { name: "Show this" }).click();
  assert.match(await says(), /silences before /);
  assert.ok((await length()) > withoutNights, "nights are not counted");
  assert.ok(await page.getByLabel("silences before the change").isChecked());
  assert.ok(lead.startsWith(await page.locator("p.lead").innerText()), "the first words are lost");
  await page.getByLabel("all silences of this chat").check();
  await page.getByRole("button", { name: "Show this" }).click();
  assert.match(await says(), /in this chat/);
  await page.goto(`${ebb.origin}/silence?with=nothing&hours=nothing`);
  assert.match(await says(), /silences since /);
  await page.getByRole("button", { name: "No, count up to this moment" }).click();
  await page.waitForURL(/\/result/, { timeout: 60000 });
  await page.goto(`${ebb.origin}/silence`);
  assert.match(await page.locator("main").innerText(), /Noa last wrote \d+ days ago[^]*You said no, so we counted up to/);
});

test("plans and warm words are drawn where there are enough of them, and not before", async (t) => {
  const lines = ["do you want to get dinner on friday at 7?", "i miss you", "how was your day", "good, and yours"];
  for (const [says, charts] of [[(day, turn) => lines[(day + turn) % 4], ["plans", "warmth"]], [() => "how was your day", []]]) {
    const { ebb, page, context } = await open(t);
    await give(page, ebb, "chat.txt", whatsapp(days(0, 70, "Ira", "Noa", says)));
    await who(page, /^Ira/);
    await page.goto(`${ebb.origin}/words`);
    assert.match(page.url(), charts.length ? /\/words$/ : /\/timeline$/);
    assert.equal(await page.locator("#chart-plans, #chart-warmth").count(), charts.length);
    for (const chart of charts) {
      await page.locator(`#chart-${chart} summary`).click();
      assert.match(await page.locator(`#chart-${chart}`).innerText(), /We count plain words only[^]*Two weeks from[^]*\d+ of \d+/, chart);
    }
    assert.deepEqual(await axe(page), []);
    await context.close();
  }
});

test("the one question has a page, with what can be known without asking", async (t) => {
  const { ebb, page } = await open(t);
  await analyse(page, ebb);
  await page.locator("main a[href='/question']").click();
  const asked = await page.locator("main blockquote, main p.likely").first().innerText();
  const ways = await page.locator(".ways a").allInnerTexts();
  assert.ok(ways.length === 2 && !ways.includes(asked), ways.join());
  assert.match(await page.locator("main").innerText(), /Please do not ask friends/);
  assert.deepEqual(await axe(page), []);
  if (await page.locator(".outcomes").count()) assert.match(await page.locator("main").innerText(), /You do not have to ask/);
  else {
    await page.getByRole("link", { name: "Answer it now" }).click();
    assert.equal(await page.locator("h1").innerText(), asked);
  }
  await page.goto(`${ebb.origin}/ask?q=asked-to-stop`);
  await page.locator("input[type=radio]").first().check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.goto(`${ebb.origin}/question`);
  assert.match(page.url(), /\/result/, "a question is asked after a no");
});

test("the numbers of a table lead to the messages of their stretch", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await analyse(page, ebb);
  await page.goto(`${ebb.origin}/timeline`);
  for (const chart of ["tide", "starts", "replies", "questions"]) {
    await page.goto(`${ebb.origin}/timeline`);
    const table = page.locator(`#chart-${chart}`);
    await table.locator("summary").click();
    const links = table.locator("tbody th a");
    assert.ok((await links.count()) === (await table.locator("tbody tr").count()), chart);
    await links.nth(1).click();
    assert.match(page.url(), /\/around\?day=2026-0[34]-\d\d/, chart);
    assert.ok((await page.locator(".said").count()) >= 10, chart);
  }
  assert.ok(!/\/around/.test(await save(page, ebb, "Save the report for me")), "a saved report leads nowhere");
});

test("there are three ways to leave, from before and after a result", async (t) => {
  for (const path of ["/", "/result", "/help", "/ask", "/about?then=tell"]) {
    for (const way of ["button", "hidden", "shift"]) {
      const { ebb, page, context } = await open(t);
      if (path === "/result") await analyse(page, ebb);
      await page.goto(ebb.origin + path);
      if (way === "button") await page.getByRole("button", { name: "Leave now" }).click();
      if (way === "shift") for (let at = 0; at < 3; at += 1) await page.keyboard.press("Shift");
      if (way === "hidden") {
        await page.keyboard.press("Tab");
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), "Leave this page now");
        await page.keyboard.press("Enter");
      }
      await page.waitForURL(/\/away/);
      assert.equal((await page.goto(`${ebb.origin}/result`)).status(), 403);
      await context.close();
    }
  }
});

/** A chat that fell off, in which Noa wrote last. */
function withTheirTurn() {
  const fell = chat({ alter: "Noa", ego: "Ira", weeks: [...weeks(10, 70, 66, 12), ...weeks(5, 14, 50, 200)], seed: 23 });
  return `${fell}15/06/2026, 10:00 - Noa: sorry, only saw this now\n`;
}

/** A chat with a change, and lines of Noa's at the end. */
function withLines(lines) {
  const rows = days(0, 70, "Ira", "Noa", (day, turn) => ["how was your day", "good, and yours", "i made soup", "that sounds nice"][(day + turn) % 4]);
  const late = days(70, 100, "Ira", "Noa", () => "ok").filter(([minute]) => Math.floor((minute % 1440 - 540) / 97) < 2);
  return whatsapp([...rows, ...late, ...lines.map((line, at) => [100 * 1440 + 600 + at * 7, "Noa", line])]);
}

test("a no in the words of a chat is quoted, gates everything, and can be contested", async (t) => {
  const { ebb, page, strays } = await open(t, { javaScriptEnabled: false });
  await give(page, ebb, "chat.txt", withLines(["please stop texting me. i don't want to see you anymore"]));
  await who(page, /^Ira/);
  assert.match(await page.locator("h1").innerText(), /^Noa has said no/);
  assert.match(await page.locator("blockquote.alter").first().innerText(), /Noa, 10 June[^]*stop texting me/);
  assert.equal(await page.locator(".reason").count(), 0);
  await page.getByRole("link", { name: "See around it" }).first().click();
  assert.match(await page.locator("#meant").innerText(), /stop texting me/);
  assert.ok(await page.locator(".said").count() >= 11);
  for (const [path, wanted] of [["/silence", /do not count a silence/], ["/silence?with=all", /do not count a silence/], ["/write", /We do not help/], ["/now", /has said no/], ["/reasons", /do not list reasons here\. They would not change the answer/]]) {
    await page.goto(ebb.origin + path);
    assert.match(await page.locator("main").innerText(), wanted, path);
    assert.equal(await page.locator("textarea, article").count(), 0, path);
  }
  await page.goto(`${ebb.origin}/result`);
  await page.getByRole("button", { name: "This was not meant as a no" }).first().click();
  await page.waitForURL(/\/result/);
  assert.ok(!/has said no/.test(await page.locator("h1").innerText()));
  assert.match(await page.locator("main").innerText(), /Left out one message[^]*What you left out[^]*stop texting me/);
  await answerFirst(page);
  await page.goto(`${ebb.origin}/write`);
  assert.equal(await page.locator("textarea").count(), 1);
  await page.goto(`${ebb.origin}/result`);
  await page.getByRole("button", { name: "Put it back" }).click();
  assert.match(await page.locator("h1").innerText(), /^Noa has said no/);
  assert.deepEqual(strays, []);
});

test("a line that speaks for a reason is shown, left out, and what that moves is said", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await give(page, ebb, "chat.txt", withLines(["i need some space right now", "it's all going too fast for me"]));
  await who(page, /^Ira/);
  await page.goto(`${ebb.origin}/reasons`);
  await unfold(page);
  for (const button of ["Save the numbers", "Save the report with no names", "Save the report for me"]) {
    assert.ok(!/need some space|going too fast/.test(await save(page, ebb, button)), `${button} holds words of the chat`);
  }
  await page.goto(`${ebb.origin}/reasons`);
  await unfold(page);
  const quote = page.locator("article blockquote.alter").first();
  assert.match(await quote.innerText(), /space|too fast/);
  await page.getByRole("button", { name: "This is wrong: leave it out" }).first().click();
  assert.match(await page.getByRole("status").first().innerText(), /Left out one message[^]*(goes from \d+ to \d+ in 20|changed little)/);
  await page.getByRole("button", { name: "Put it back" }).first().click();
  assert.match(await page.getByRole("status").first().innerText(), /^Put it back/);
});

test("a chat in another language is counted and says that it was not read", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  const lines = ["qué tal te ha ido el día en el trabajo", "muy bien, gracias, ahora estoy en casa", "me alegro mucho de que estés mejor", "luego hablamos cuando salga de clase"];
  await give(page, ebb, "chat.txt", whatsapp(days(0, 70, "Ira", "Noa", (day, turn) => lines[(day + turn) % 4])));
  await who(page, /^Ira/);
  await page.locator("summary", { hasText: "What this cannot tell" }).click();
  assert.match(await page.locator("main").innerText(), /We read only English/);
});

test("signs of danger in a chat come before the result, with the words they rest on", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await give(page, ebb, "chat.txt", withLines(["if you tell anyone i will hurt you"]));
  await who(page, /^Ira/);
  assert.match(page.url(), /\/first/);
  assert.match(await page.locator("main").innerText(), /sound like a threat[^]*i will hurt you[^]*You know best/);
  await page.goto(`${ebb.origin}/write`);
  assert.equal(await page.locator("textarea").count(), 0);
});
