// Everything works without this file. It adds: dropping a file, progress, checks while one types, copying, and leaving by three presses of Shift.
"use strict";
// Where ebb runs in the page itself, its script stands in for the requests that are made here.
const carrier = globalThis.ebb ?? {
  send: async (path, form) => (await fetch(path, { method: "POST", body: new URLSearchParams(form) })).text(),
  watch: () => {
    const stages = new EventSource("/progress");
    stages.onmessage = (event) => { if (event.data === "done") { stages.close(); location.replace("/next"); } };
  },
  leave: () => fetch("/leave", { method: "POST", keepalive: true }).finally(() => location.replace("/away")),
};
const one = (selector) => document.querySelector(selector);

const away = () => {
  document.documentElement.hidden = true;
  carrier.leave();
};

const equip = () => {
  const told = one("#problem") ?? one("#moved");
  if (told) told.focus();

  const drop = one("[data-drop]");
  if (drop) {
    const input = drop.querySelector("input[type=file]");
    const send = () => { if (input.files.length) drop.requestSubmit(); };
    input.addEventListener("change", send);
    for (const kind of ["dragenter", "dragover"]) {
      drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
    }
    for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => { event.preventDefault(); input.files = event.dataTransfer.files; send(); });
  }

  if (one("[data-progress]")) carrier.watch();

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(one(button.dataset.copy).value);
      one("#copied").textContent = button.dataset.copied;
    });
  }

  const live = one("[data-live]");
  if (live) {
    let waiting;
    live.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(async () => {
        const answer = await carrier.send(live.getAttribute("action"), new FormData(live));
        const fresh = new DOMParser().parseFromString(answer, "text/html").querySelector(live.dataset.live);
        if (fresh) one(live.dataset.live).replaceChildren(...fresh.childNodes);
      }, 500);
    });
  }

  one("#leave")?.addEventListener("submit", (event) => { event.preventDefault(); away(); });
};

let presses = [];
document.addEventListener("keydown", (event) => {
  if (!one("#leave")) return;
  if (event.key !== "Shift" || event.repeat) { if (event.key !== "Shift") presses = []; return; }
  presses = [...presses.filter((at) => event.timeStamp - at < 5000), event.timeStamp];
  if (presses.length >= 3) away();
});

if (globalThis.ebb) globalThis.ebb.equip = equip; else equip();
