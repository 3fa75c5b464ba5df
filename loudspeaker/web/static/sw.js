// The portal without network: pages that were opened in the last day, as they were then.
const SHELL = ["SHELL"];
const NAME = "loa-" + SHELL.join().replace(/[^0-9a-f]/g, "").slice(-24);
const DAY = 86400000;

self.addEventListener("install", (event) =>
  event.waitUntil(caches.open(NAME).then((kept) => kept.addAll([...SHELL, "/"])).then(() => self.skipWaiting())));

self.addEventListener("activate", (event) =>
  event.waitUntil(caches.keys().then((names) =>
    Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name)))).then(() => self.clients.claim())));

const isPublic = (path) => path === "/" || /^\/(thong-bao|lich|thon|trang|static)(\/|$)/.test(path);

async function fromNetwork(request) {
  const answer = await fetch(request);
  if (answer.ok && answer.status === 200) (await caches.open(NAME)).put(request, answer.clone());
  return answer;
}

async function kept(request) {
  const found = await caches.match(request);
  if (found && request.mode === "navigate") {
    const age = Date.now() - Date.parse(found.headers.get("date") || 0);
    if (!(age < DAY)) return undefined;
  }
  return found;
}

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  const sound = /\/tieng\.(mp3|wav)$/.test(address.pathname);
  if (event.request.method !== "GET" || address.origin !== location.origin || sound || !isPublic(address.pathname)) return;
  event.respondWith(fromNetwork(event.request).catch(async () =>
    (await kept(event.request)) || (await caches.match("/ngoai-tuyen")) || Response.error()));
});
