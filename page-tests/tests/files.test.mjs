// Files in a browser: several of one chat, several chats in one, hostile words, and the file itself.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { days, give, open, save, who, whatsapp } from "../browser.mjs";

test("a newer file is added to a first without doubles", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  await give(page, ebb, "old.txt", whatsapp(days(0, 40, "Ira", "Noa")));
  await who(page, /^Ira/);
  await page.getByRole("link", { name: "Add a newer file" }).click();
  assert.ok(await page.getByLabel(/^Add this file to it/).first().isChecked());
  await give(page, ebb, "new.txt", whatsapp(days(30, 60, "Ira", "Noa")));
  assert.match(page.url(), /\/who/);
  assert.ok(await page.getByLabel(/^Ira/).isChecked(), "who one is was forgotten");
  await who(page, /^Ira/);
  await page.goto(`${ebb.origin}/who`);
  await page.locator("summary").click();
  assert.match(await page.locator("main").innerText(), /240 messages\. 80 were there already, 160 are new/);
  const numbers = JSON.parse(await save(page, ebb, "Save the numbers"));
  assert.equal(numbers.input.messages, 60 * 8);
});

test("a name that fits nobody is asked about, and can be left out", async (t) => {
  for (const [answer, messages] of [["Yes, it is one person", 480], ["No, leave that file out", 240]]) {
    const { ebb, page, context } = await open(t, { javaScriptEnabled: false });
    await give(page, ebb, "one.txt", whatsapp(days(0, 30, "Ira", "Noa")));
    await who(page, /^Ira/);
    await give(page, ebb, "two.txt", whatsapp(days(30, 60, "Ira", "Kim", (day, turn) => `later ${day} ${turn}`)));
    if (/\/who/.test(page.url())) {
      await page.getByRole("group", { name: /^Ira/ }).getByLabel("This is me").check();
      await page.getByRole("group", { name: /^Noa/ }).getByLabel("This is the other person").check();
      await page.getByRole("button", { name: "Show me what changed" }).click();
      await page.waitForURL((url) => !["/who", "/reading", "/next"].includes(url.pathname), { timeout: 60000 });
    }
    assert.match(page.url(), /\/same/);
    assert.match(await page.locator("main").innerText(), /One file has Noa, and another has Kim/);
    await page.getByLabel(answer).check();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL(/\/result/, { timeout: 60000 });
    const numbers = JSON.parse(await save(page, ebb, "Save the numbers"));
    assert.equal(numbers.input.messages, messages, answer);
    await context.close();
  }
});

test("a file of several chats asks which one", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  const chat = (id, name, other) => ({
    name, type: "personal_chat", id,
    messages: days(0, 30, "Ira", other).map(([minute, from, text], at) => {
      const unix = Date.UTC(2026, 2, 2) / 1000 + minute * 60;
      return { id: at, type: "message", date: new Date(unix * 1000).toISOString().slice(0, 19), date_unixtime: String(unix), from, from_id: from === "Ira" ? "user1" : `user${id}`, text, text_entities: [] };
    }),
  });
  const account = { about: "", personal_information: { user_id: 1, first_name: "Ira", last_name: "" }, chats: { about: "", list: [chat(2, "Noa", "Noa"), chat(3, "Kim", "Kim")] } };
  await give(page, ebb, "result.json", JSON.stringify(account));
  assert.match(page.url(), /\/choose/);
  await page.getByRole("button", { name: "Continue" }).click();
  assert.match(await page.getByRole("alert").innerText(), /Choose one chat/);
  await page.getByLabel(/^Kim/).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/who/, { timeout: 60000 });
  const main = await page.locator("main").innerText();
  assert.ok(/Kim/.test(main) && !/Noa \d/.test(main), main);
});

test("words and names of a chat never become markup", async (t) => {
  const { ebb, page, strays } = await open(t);
  const hostile = [`<script>document.title="owned"</script>`, `<img src=x onerror="document.title='owned'">`, "\u202Eright to left\u202C", "\u001b[31mred\u001b[0m", `"><a href="https://evil.test">x</a>`, "&lt;b&gt; {{ 7*7 }} {% include %}"];
  const rows = days(0, 40, "<b>Ira</b>", `Noa"><script>alert(1)</script>`, (day, turn) => hostile[(day + turn) % hostile.length]);
  const lines = rows.map(([minute, sender, text]) => JSON.stringify({ time: new Date(Date.UTC(2026, 2, 2) + minute * 60000).toISOString().slice(0, 19), sender, text }));
  await give(page, ebb, "chat.jsonl", lines.join("\n"));
  await who(page, /Ira/);
  for (const path of ["/result", "/timeline", "/reasons", "/now", "/silence", "/around?day=2026-03-10", "/who", "/write", "/preview?for=me"]) {
    await page.goto(ebb.origin + path);
    const found = await page.evaluate(() => ({
      title: document.title,
      scripts: [...document.scripts].filter((script) => !script.src.endsWith("/page.js")).length,
      strangers: document.querySelectorAll("main img, main b, a[href*='evil']").length,
    }));
    assert.ok(!/owned/.test(found.title), path);
    assert.deepEqual([found.scripts, found.strangers], [0, 0], path);
  }
  await page.goto(`${ebb.origin}/around?day=2026-03-10`);
  assert.match(await page.locator("main").innerText(), /<script>document\.title="owned"<\/script>/);
  assert.deepEqual(strays, []);
});

test("the file that is handed over stays as it is", async (t) => {
  const { ebb, page } = await open(t);
  const folder = mkdtempSync(join(tmpdir(), "ebb-page-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "chat.txt");
  writeFileSync(path, whatsapp(days(0, 30, "Ira", "Noa")));
  const hash = () => createHash("sha256").update(readFileSync(path)).digest("hex");
  const before = hash();
  await page.goto(`${ebb.origin}/add`);
  await page.setInputFiles("#file", path);
  await page.waitForURL(/\/who/, { timeout: 60000 });
  await who(page, /^Ira/);
  assert.equal(hash(), before);
});

test("a chat can be pasted as text, and day and month are asked", async (t) => {
  const { ebb, page } = await open(t, { javaScriptEnabled: false });
  const text = Array.from({ length: 60 }, (_, at) => `[${at < 30 ? "04/05" : "05/06"}/2026, 10:${String(at % 30).padStart(2, "0")}:00] ${at % 2 ? "Noa" : "Ira"}: line ${at}`).join("\n");
  await page.goto(`${ebb.origin}/add`);
  await page.locator("summary").click();
  await page.getByLabel("The text of the chat").fill(text);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/dates/, { timeout: 60000 });
  await page.getByLabel(/^The day comes first/).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/who/, { timeout: 60000 });
  assert.match(await page.locator("main").innerText(), /Ira 30 messages/);
});
