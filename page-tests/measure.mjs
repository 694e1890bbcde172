// Prints first byte and weight of every page for one chat:  EBB=.../ebb node measure.mjs CHAT.txt NAME
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import http from "node:http";

const [chat, me] = process.argv.slice(2);
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
const body = Buffer.concat([Buffer.from('--x\r\ncontent-disposition: form-data; name="file"; filename="chat.txt"\r\n\r\n'), readFileSync(chat), Buffer.from("\r\n--x--\r\n")]);
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
console.log(`from upload to result: ${Date.now() - started} ms`);
const assets = (await ask("/page.css")).body.length + (await ask("/page.js")).body.length;
console.log(`style sheet and script: ${(assets / 1024).toFixed(1)} KB\npage            first byte, ms (median of 21)   weight with both, KB`);
for (const path of ["/", "/add", "/where", "/who", "/result", "/timeline", "/reasons", "/around?day=2026-03-05", "/now", "/silence", "/share", "/preview?for=me", "/help", "/privacy"]) {
  const runs = [];
  let weight = 0;
  for (let run = 0; run < 21; run += 1) {
    const { first, body: content } = await ask(path, { headers: own });
    runs.push(first);
    weight = content.length;
  }
  runs.sort((a, b) => a - b);
  console.log(`${path.padEnd(24)} ${runs[10].toFixed(1).padStart(6)} ${((weight + assets) / 1024).toFixed(0).padStart(22)}`);
}
child.kill("SIGINT");
