// The service worker of the installed app: the program is there without a network, and what a phone shares comes in.
// It sees no chat but a shared one, keeps that in its memory until the page asks, and stores the program alone.
"use strict";
const PROGRAM = "ebb-{{version}}";
const FILES = {{files}};
let waiting = [];

oninstall = (event) => event.waitUntil(caches.open(PROGRAM).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
onactivate = (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== PROGRAM) await caches.delete(name);
  await clients.claim();
})());

const receive = async (request) => {
  const form = await request.formData();
  const texts = ["title", "text"].map((name) => form.get(name)).filter((text) => typeof text === "string" && text.trim());
  const files = form.getAll("chat").filter((part) => part instanceof File && part.size);
  waiting = files.length ? files : texts.slice(-1).map((text) => new File([text], "shared.txt", { type: "text/plain" }));
  return Response.redirect("./?shared=1", 303);
};

onfetch = (event) => {
  const { request } = event;
  if (new URL(request.url).origin !== location.origin) return;
  if (request.method === "POST") event.respondWith(receive(request));
  else event.respondWith(caches.match(request, { ignoreSearch: true }).then((kept) => kept ?? fetch(request)));
};

onmessage = ({ data, ports: [port] }) => {
  if (data !== "shared") return;
  port.postMessage(waiting);
  waiting = [];
};
