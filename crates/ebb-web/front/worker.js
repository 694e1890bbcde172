// The worker: it holds the module, and with it the visit. One request at a time, in the order in which they come.
"use strict";
let compiled, held;

const begin = async () => {
  // The module needs nothing from outside. What a library asks for all the same is never called.
  const imports = {};
  for (const { module, name } of WebAssembly.Module.imports(compiled)) {
    (imports[module] ??= {})[name] = () => { throw new Error(`${name} is not there`); };
  }
  held = (await WebAssembly.instantiate(compiled, imports)).exports;
  if (!held.start()) throw new Error("damaged");
};

const write = (bytes) => {
  const at = held.room(bytes.length);
  new Uint8Array(held.memory.buffer, at, bytes.length).set(bytes);
};
const encoded = (text) => new TextEncoder().encode(text);
const read = (at, bytes) => new TextDecoder().decode(new Uint8Array(held.memory.buffer, at, bytes));
const answer = () => ({
  ...Object.fromEntries(new URLSearchParams(read(held.head_at(), held.head_bytes()))),
  body: read(held.body_at(), held.body_bytes()),
});

const ask = (request) => {
  write(encoded(new URLSearchParams(request)));
  if (!held.ask()) throw new Error("no request");
  return answer();
};

/** Goes where an answer leads until there is something to show. */
const follow = (first, request) => {
  let got = { path: request.path, ...first };
  for (let steps = 0; got.place && steps < 8; steps += 1) {
    const [path, mark = ""] = got.place.split("#");
    got = { ...ask({ ...request, kind: "show", path }), path, mark };
  }
  return got;
};

const respond = (id, request, files) => {
  for (const { name, bytes } of files) {
    write(encoded(name));
    held.name();
    write(new Uint8Array(bytes));
    held.file();
  }
  let got = ask(request);
  if (got.next === "work") {
    // Shown only where the work is not done soon.
    postMessage({ id, meanwhile: follow(got, request) });
    held.work();
    got = answer();
  }
  postMessage({ id, done: follow(got, request) });
};

onmessage = async ({ data: { id, module, request, files = [] } }) => {
  try {
    if (module) {
      compiled = await WebAssembly.compile(module);
      await begin();
      postMessage({ id, done: { limit: held.max_upload() } });
    } else respond(id, request, files);
  } catch (failure) {
    if (!request) { postMessage({ id, failed: String(failure.message) }); return; }
    // A fault of ours: no word of the chat may be in what is told of it.
    await begin();
    held.fault();
    postMessage({ id, done: follow(answer(), request) });
  }
};
