// The transport in the page: it takes over links and forms, asks the worker, and shows what comes back.
"use strict";
globalThis.ebb = (() => {
  /** Work that is done within this time, in milliseconds, is waited for. */
  const PATIENCE = 400;
  const waits = new Map();
  let worker, count = 0, shown = null, written = null, limit = Infinity, busy = false;

  const unpacked = async () => {
    const packed = Uint8Array.from(atob(document.getElementById("module").textContent.trim()), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  };

  const tell = (message, meanwhile, moved = []) => new Promise((done, failed) => {
    const id = count += 1;
    waits.set(id, { done, failed, meanwhile });
    worker.postMessage({ id, ...message }, moved);
  });

  const start = async () => {
    const source = new Blob([document.getElementById("worker").textContent], { type: "text/javascript" });
    const address = URL.createObjectURL(source);
    worker = new Worker(address);
    worker.onmessage = ({ data: { id, done, meanwhile, failed } }) => {
      const wait = waits.get(id);
      if (!wait) return;
      if (meanwhile) { wait.meanwhile?.(meanwhile); return; }
      waits.delete(id);
      if (failed === undefined) wait.done(done); else wait.failed(new Error(failed));
    };
    worker.onerror = () => { for (const wait of waits.values()) wait.failed(new Error("worker")); };
    const module = await unpacked();
    ({ limit } = await tell({ module }, undefined, [module]));
    URL.revokeObjectURL(address);
  };

  const request = (kind, path, form) => ({
    kind,
    path,
    form: new URLSearchParams(form).toString(),
    at: String(Date.now()),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC",
  });

  const sheets = new Map();
  const sheet = async (path) => {
    if (!sheets.has(path)) {
      const made = new CSSStyleSheet();
      made.replaceSync((await tell({ request: request("show", path, "") })).body);
      sheets.set(path, made);
    }
    return sheets.get(path);
  };

  /** Puts a page in the place of the one that is there. */
  const show = async ({ path, mark = "", body }, step = "on") => {
    const page = new DOMParser().parseFromString(body, "text/html");
    const paths = [...page.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href"));
    document.adoptedStyleSheets = await Promise.all(paths.map(sheet));
    document.getElementById("before")?.remove();
    document.title = page.title;
    for (const script of page.querySelectorAll("script")) script.remove();
    document.body.replaceChildren(...page.body.childNodes);
    // A page that another one led to takes its place in the history, so that going back never leads forward again.
    const replaces = step === "same" || shown === "/reading";
    shown = path;
    if (location.hash !== `#${path}`) {
      if (replaces) history.replaceState(null, "", `#${path}`); else location.hash = path;
    }
    written = location.hash;
    const marked = mark && document.getElementById(mark);
    if (marked) look(marked); else { scrollTo(0, 0); document.getElementById("main")?.focus({ preventScroll: true }); }
    globalThis.ebb.equip();
    document.documentElement.hidden = false;
  };

  const look = (there) => { there.scrollIntoView(); there.focus({ preventScroll: true }); };

  const place = () => location.hash.slice(1) || "/";

  /** Ends the worker, and with it everything that it holds. */
  const end = () => { worker?.terminate(); [worker, busy] = [null, false]; waits.clear(); };

  const save = ({ name, kind, body }) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([body], { type: kind }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  /** Asks the worker and shows what it answers; work that takes a while shows a page of its own. */
  const go = async (kind, path, form = "", files = [], step = "on") => {
    // Work cannot be interrupted, so to delete everything is to end the worker.
    if (busy && path === "/delete") { end(); return go("show", "/gone"); }
    if (!worker) await start();
    const asked = worker;
    let soon;
    const meanwhile = (page) => {
      busy = true;
      soon = setTimeout(() => { if (worker === asked) show(page); }, PATIENCE);
    };
    const wanted = request(kind, path, form);
    const answer = await tell({ request: wanted, files }, meanwhile, files.map((file) => file.bytes));
    clearTimeout(soon);
    busy = false;
    if (answer.name) { save(answer); return; }
    await show(answer, step);
    if (answer.next === "end") end();
  };

  /** Hands files over. What is too large for memory is told before it is read. */
  const hand = async (chosen, form) => {
    if (chosen.reduce((sum, file) => sum + file.size, 0) > limit) { await go("too-large", "/add", form); return; }
    const files = await Promise.all(chosen.map(async (file) => ({ name: file.name, bytes: await file.arrayBuffer() })));
    await go("add", "/add", form, files.filter((file) => file.bytes.byteLength > 0));
  };

  const submit = (form, button) => {
    const path = button?.getAttribute("formaction") ?? form.getAttribute("action") ?? shown;
    const fields = [...new FormData(form, button)];
    const written = fields.filter(([, value]) => typeof value === "string");
    const query = new URLSearchParams(written).toString();
    if (form.method === "get") return go("show", query ? `${path}?${query}` : path);
    if (form.enctype !== "multipart/form-data") return go("do", path, query);
    return hand(fields.map(([, value]) => value).filter((value) => value instanceof File), query);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button !== 0) return;
    const target = link.getAttribute("href");
    if (target.startsWith("#")) {
      event.preventDefault();
      const there = document.getElementById(target.slice(1));
      if (there) look(there);
    } else if (target.startsWith("/")) {
      event.preventDefault();
      const [path, mark] = target.split("#");
      if (mark && path === shown) look(document.getElementById(mark) ?? document.body);
      else follow(path, mark);
    }
  });
  const follow = async (path, mark) => {
    await go("show", path);
    const there = mark && document.getElementById(mark);
    if (there) look(there);
  };
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    submit(event.target, event.submitter);
  });
  addEventListener("hashchange", () => { if (location.hash !== written) go("show", place(), "", [], "same"); });

  const leave = async () => {
    // Whatever the worker does, it forgets: it ends here, and a new one knows nothing.
    end();
    await go("show", "/away");
    history.replaceState(null, "", "#");
  };

  /** Files that Android shared wait with the service worker, in its memory. */
  const shared = () => new Promise((done) => {
    const keeper = navigator.serviceWorker?.controller;
    if (!keeper || !new URLSearchParams(location.search).has("shared")) { done([]); return; }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => done(data);
    keeper.postMessage("shared", [port2]);
    setTimeout(() => done([]), 3000);
  });

  const open = async () => {
    if (document.querySelector("link[rel=manifest]")) navigator.serviceWorker?.register("sw.js");
    try {
      await start();
      const files = await shared();
      if (files.length) { history.replaceState(null, "", "./"); await hand(files, "to=new"); } else await go("show", place(), "", [], "same");
    } catch {
      document.getElementById("opening").hidden = true;
      document.getElementById("unable").hidden = false;
    }
  };
  addEventListener("DOMContentLoaded", open);

  return { send: async (path, form) => (await tell({ request: request("do", path, form) })).body, watch: () => {}, leave, equip: () => {} };
})();
