// Everything here is an addition: each page works without it.
"use strict";
(() => {
  const at = (name) => document.getElementById(name);
  const strip = at("strip");

  // --- what is on air, kept up to date ---------------------------------------------------------
  const clock = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;
  let told = performance.now();
  const tick = () => {
    const shown = strip.querySelector("[data-pos]");
    if (!shown) return;
    const length = Number(shown.dataset.len);
    const now = Math.min(length, Number(shown.dataset.pos) + performance.now() - told);
    shown.textContent = `${clock(now)} / ${clock(length)}, còn ${clock(length - now)}`;
    strip.querySelector("progress").value = now;
  };
  const fresh = async () => {
    if (strip.contains(document.activeElement)) return;
    try {
      const answer = await fetch(strip.dataset.from, { redirect: "error" });
      if (!answer.ok) return;
      const text = await answer.text();
      if (text !== strip.dataset.last) strip.innerHTML = text; // escaped by the server
      strip.dataset.last = text;
      told = performance.now();
    } catch { /* the next try comes */ }
  };
  if (strip) {
    setInterval(tick, 500);
    let poll = setInterval(fresh, 10000);
    const events = new EventSource("/api/v1/events");
    events.addEventListener("status", fresh);
    events.addEventListener("away", fresh);
    events.addEventListener("open", () => { clearInterval(poll); poll = setInterval(fresh, 30000); });
    events.addEventListener("error", () => { clearInterval(poll); poll = setInterval(fresh, 10000); });
    addEventListener("pagehide", () => events.close());
  }

  // --- what was sent need not be kept ------------------------------------------------------------
  const sent = document.querySelector("[data-sent]");
  if (sent) {
    const what = new URLSearchParams(location.search).get("xong");
    try {
      if (what === "gui") localStorage.removeItem(`ls-soan-${sent.dataset.new}`);
      if (what === "sua") localStorage.removeItem(`ls-soan-${sent.dataset.sent}`);
    } catch { /* private windows */ }
  }

  // --- writing ---------------------------------------------------------------------------------
  const form = at("write");
  if (!form) return;
  const out = at("read-back"), text = at("f-text"), offline = at("offline"), kept = at("kept");
  const place = `ls-soan-${form.dataset.kept}`;
  const values = () => new URLSearchParams(new FormData(form));
  const TYPED = ["text", "title", "where", "zone", "point", "level", "when", "day", "time", "programme", "repeat", "voice"];
  const typed = () => {
    const found = new URLSearchParams();
    for (const [name, value] of values()) if (TYPED.includes(name)) found.append(name, value);
    return found;
  };
  const begun = typed().toString();
  let asked = 0, waiting = null;
  const read = async () => {
    const mine = ++asked;
    out.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(out.dataset.from, { method: "POST", body: values(), redirect: "error" });
      if (mine !== asked) return;
      offline.hidden = answer.status < 500;
      if (answer.ok) out.innerHTML = await answer.text(); // escaped by the server
    } catch {
      offline.hidden = false;
    } finally {
      if (mine === asked) out.removeAttribute("aria-busy");
    }
  };
  const keep = () => {
    try { localStorage.setItem(place, typed().toString()); } catch { /* nothing can be kept here */ }
  };
  form.addEventListener("input", () => {
    keep();
    clearTimeout(waiting);
    waiting = setTimeout(read, 400);
  });
  form.addEventListener("submit", () => { keep(); });
  let before = null;
  try { before = localStorage.getItem(place); } catch { /* private windows */ }
  if (before && before !== begun && new URLSearchParams(before).get("text")) kept.hidden = false;
  at("kept-drop").addEventListener("click", () => { localStorage.removeItem(place); kept.hidden = true; text.focus(); });
  at("kept-take").addEventListener("click", () => {
    const found = new URLSearchParams(before);
    for (const field of form.elements) {
      if (!TYPED.includes(field.name)) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = found.getAll(field.name).includes(field.value);
      else if (found.has(field.name)) field.value = found.get(field.name);
    }
    kept.hidden = true;
    read();
    text.focus();
  });
  for (const id of ["f-text"]) if (at(id).value.trim() && !out.querySelector(".reading")) read();
  addEventListener("offline", () => { offline.hidden = false; });
  addEventListener("online", () => { offline.hidden = true; read(); });

  // --- listening, without leaving the page -----------------------------------------------------
  const sound = at("sound");
  at("hear").addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch("/desk/nghe", { method: "POST", body: values(), headers: { Accept: "application/json" } });
      if (!answer.ok) { offline.hidden = answer.status < 500; return read(); }
      sound.hidden = false;
      sound.src = (await answer.json()).address;
      sound.play();
    } catch { offline.hidden = false; }
  });
})();
