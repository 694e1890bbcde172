// Prints first byte and weight of every page for one chat:  EBB=.../ebb node measure.mjs [CHAT.txt NAME]
// Without a chat it takes an invented one of about 100,000 messages. Ends with 1 if a page weighs 100 KB or more, and
// with --time also if one takes 10 ms or more.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import http from "node:http";
import { SHAPES } from "./invented.mjs";

const MOST_KB = 100;
const MOST_MS = 10;
const isTimed = process.argv.includes("--time");
const [file, me = "Dana"] = process.argv.slice(2).filter((given) => !given.startsWith("--"));
const chat = file ? readFileSync(file) : Buffer.from(SHAPES.years());
const child = spawn(process.env.EBB ?? "../target/release/ebb", ["serve", "--no-open"]);
const link = await new Promise((ready) => child.stdout.once("data", (data) => ready(new URL(String(data).trim()))));
function ask(path, { method = "GET", headers = {}, body } = {}) {
  return new Promise((done, failed) => {
    const from = process.hrtime.bigint();
    let first;
    const request = http.request({ host: "127.0.0.1", port: link.port, path, method, headers: { ...headers, host: link.host } }, (response) => {
      first = Number(process.hrtime.bigint() - from) / 1e6;
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => done({ first, response, body: Buffer.concat(parts) }));
    });
    request.on("error", failed);
    request.end(body);
  });
}
const opened = await ask(link.pathname + link.search);
const cookie = opened.response.headers["set-cookie"][0].split(";")[0];
const own = { cookie, origin: link.origin };
const started = Date.now();
const body = Buffer.concat([Buffer.from('--x\r\ncontent-disposition: form-data; name="file"; filename="chat.txt"\r\n\r\n'), chat, Buffer.from("\r\n--x--\r\n")]);
await ask("/add", { method: "POST", headers: { ...own, "content-type": "multipart/form-data; boundary=x", "content-length": body.length }, body });
const settle = async (place) => {
  for (;;) {
    const next = (await ask("/next", { headers: own })).response.headers.location;
    if (next === place) return;
    if (next !== "/reading") throw new Error(`at ${next}`);
    await new Promise((wait) => setTimeout(wait, 20));
  }
};
await settle("/who");
const page = (await ask("/who", { headers: own })).body.toString();
const at = page.match(new RegExp(`value="(\\d)"[^>]*><label[^>]*>${me} `))[1];
await ask("/who", { method: "POST", headers: { ...own, "content-type": "application/x-www-form-urlencoded" }, body: `me=${at}&pronouns=they` });
await settle("/result");
const messages = chat.toString().split("\n").length - 1;
console.log(`${messages} lines, from upload to result: ${Date.now() - started} ms`);
const story = await ask("/timeline", { headers: own });
const day = story.body.toString().match(/\/around\?day=([\d-]+)/)?.[1];
const assets = (await ask("/page.css")).body.length + (await ask("/page.js")).body.length;
console.log(`style sheet and script: ${(assets / 1024).toFixed(1)} KB\npage                 first byte, ms (median of 21)   weight with both, KB`);
const pages = ["/", "/add", "/where", "/who", "/result", "/timeline", "/words", "/reasons", `/around?day=${day}`, "/now", "/silence", "/question", "/share", "/preview?for=me", "/preview?for=friend", "/ask", "/help", "/privacy", "/how-sure"];
const over = [];
for (const path of pages) {
  const runs = [];
  let weight = 0;
  let status = 0;
  for (let run = 0; run < 21; run += 1) {
    const { first, body: content, response } = await ask(path, { headers: own });
    runs.push(first);
    status = response.statusCode;
    // A saved report holds its styles.
    weight = content.length + (path.startsWith("/preview") ? 0 : assets);
  }
  runs.sort((a, b) => a - b);
  console.log(`${path.padEnd(26)} ${runs[10].toFixed(1).padStart(6)} ${(weight / 1024).toFixed(1).padStart(22)}`);
  if (status !== 200) over.push(`${path} answers ${status}`);
  if (weight >= MOST_KB * 1024) over.push(`${path} weighs ${(weight / 1024).toFixed(1)} KB`);
  if (isTimed && runs[10] >= MOST_MS) over.push(`${path} takes ${runs[10].toFixed(1)} ms`);
}
child.kill("SIGINT");
for (const line of over) console.error(line);
process.exitCode = over.length ? 1 : 0;
