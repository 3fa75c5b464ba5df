// The kiosk works without this. With it: one large button to listen, the way home when nobody is
// there any more, and an emergency takes the screen within seconds. It begins when the page has been
// painted: nobody waits for it.
const opened = Date.now();
const begin = () => {
  "use strict";
  const IDLE_S = 60, NOTICE_S = 20, LOOK_MS = 4000, PAUSE_MS = 15000, LEAVE_MS = 30000;
  const find = (id) => document.getElementById(id);
  const takeover = document.body.classList.contains("takeover");
  const atHome = location.pathname === "/kiosk" && !location.search;

  // --- listening
  const sound = find("sound"), play = find("play");
  if (sound && play) {
    const tell = () => { play.textContent = sound.paused ? (sound.currentTime > 0 && !sound.ended ? "Nghe tiếp" : "Nghe") : "Dừng lại"; };
    play.addEventListener("click", () => (sound.paused ? sound.play() : sound.pause()));
    for (const event of ["play", "pause", "ended"]) sound.addEventListener(event, tell);
  }

  // --- an emergency is said again and again; browsers may want one touch before the first sound
  const repeated = [...document.querySelectorAll("audio.repeat")];
  const aloud = find("aloud");
  const say = (each) => each.play().then(() => { aloud.hidden = true; }, () => { aloud.hidden = false; });
  repeated.forEach((each, n) => each.addEventListener("ended", () =>
    setTimeout(() => say(repeated[(n + 1) % repeated.length]), PAUSE_MS)));
  if (aloud && repeated.length) {
    aloud.addEventListener("click", () => say(repeated[0]));
    say(repeated[0]);
  }

  // --- what is in force now
  let known = null;
  const look = async () => {
    try {
      const answer = await fetch("/kiosk/khan-cap.json", { cache: "no-cache" });
      if (!answer.ok) return;
      const now = (await answer.json()).in_force.join();
      if (known !== null && now !== known) location.replace("/kiosk");
      known = now;
    } catch { /* the next look is soon */ }
  };
  look();
  setInterval(look, LOOK_MS);

  // --- nobody there
  const idle = find("idle"), left = find("idle-left");
  let since = opened;
  const stay = () => { since = Date.now(); idle.hidden = true; };
  const listening = () => [...document.querySelectorAll("audio")].some((each) => !each.paused);
  let leaving = false;
  const leave = () => {
    if (leaving) return; // another call would break off the one that is under way
    leaving = true;
    setTimeout(() => { leaving = false; }, LEAVE_MS);
    document.querySelectorAll("form").forEach((form) => form.reset());
    document.querySelectorAll("input").forEach((input) => { input.value = ""; });
    location.replace(atHome ? "/kiosk" : "/kiosk/nhin?doi=thuong");
  };
  for (const event of ["pointerdown", "keydown", "wheel", "touchmove"]) addEventListener(event, stay, { passive: true });
  find("idle-stay").addEventListener("click", stay);
  setInterval(() => {
    if (listening() || takeover) { since = Date.now(); return; }
    const quiet = (Date.now() - since) / 1000;
    if (quiet < IDLE_S) return;
    if (atHome && quiet >= IDLE_S) { leave(); return; }
    left.textContent = String(Math.max(0, Math.ceil(IDLE_S + NOTICE_S - quiet)));
    idle.hidden = false;
    if (quiet >= IDLE_S + NOTICE_S) leave();
  }, 500);
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
};
if (document.hidden) begin();
else requestAnimationFrame(() => setTimeout(begin));
