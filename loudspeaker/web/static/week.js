// Announcements are dragged to another time; what that changes is asked on a page of its own.
"use strict";
(() => {
  const grid = document.getElementById("week-grid");
  if (!grid) return;
  const box = grid.parentElement;
  const number = (name) => Number(grid.dataset[name]);
  const left = number("left"), top = number("top"), column = number("column"), hour = number("hour");
  const first = number("first"), days = grid.dataset.days.split(" ");
  const STEP = 5, HOLD_MS = 350, SLACK = 6, EDGE = 48;
  const two = (n) => String(n).padStart(2, "0");
  let held = null, ghost = null, just = false;

  const at = (x, y) => new DOMPoint(x, y).matrixTransform(grid.getScreenCTM().inverse());
  const place = () => {
    const point = at(held.x, held.y);
    const day = Math.max(0, Math.min(days.length - 1, Math.floor((point.x - left) / column)));
    const exact = first + ((point.y - held.offset - top) * 60) / hour;
    const minute = Math.max(0, Math.min(24 * 60 - STEP, Math.round(exact / STEP) * STEP));
    return { day, minute, time: `${two(Math.floor(minute / 60))}:${two(minute % 60)}` };
  };
  const quiet = (day, y) => [...grid.querySelectorAll(".quiet-hours")].some((each) => {
    const begin = Number(each.getAttribute("y"));
    return Number(each.getAttribute("x")) === left + day * column && y >= begin && y < begin + Number(each.getAttribute("height"));
  });
  const shape = (name, values) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
    return made;
  };
  const draw = () => {
    const { day, minute, time } = place();
    const x = left + day * column, y = top + ((minute - first) * hour) / 60;
    const bad = quiet(day, y);
    ghost.replaceChildren(
      shape("rect", { x, y, width: column - 2, height: held.height }),
      Object.assign(shape("text", { x: x + 6, y: y + 22 }), { textContent: bad ? `${time} giờ nghỉ` : time }),
    );
    ghost.setAttribute("class", bad ? "ghost not-allowed" : "ghost");
  };
  const begin = () => {
    held.moving = true;
    const link = held.link;
    held.offset = at(held.fromX, held.fromY).y - Number(link.dataset.y);
    ghost = shape("g", { class: "ghost" });
    grid.append(ghost);
    link.classList.add("moving");
    draw();
    held.scrolling = setInterval(() => {
      const { left: l, right: r } = box.getBoundingClientRect();
      const across = held.x < l + EDGE ? -12 : held.x > r - EDGE ? 12 : 0;
      const down = held.y < 3 * EDGE ? -12 : held.y > innerHeight - EDGE ? 12 : 0;
      if (!across && !down) return;
      box.scrollBy(across, 0);
      scrollBy(0, down);
      draw();
    }, 40);
  };
  const end = () => {
    if (!held) return;
    clearTimeout(held.waiting);
    clearInterval(held.scrolling);
    held.link.classList.remove("moving");
    ghost?.remove();
    held = ghost = null;
  };

  grid.addEventListener("pointerdown", (event) => {
    const link = event.target.closest("[data-move]");
    just = false;
    if (!link || held || event.button !== 0 || !event.isPrimary) return;
    held = { link, id: event.pointerId, touch: event.pointerType !== "mouse", x: event.clientX, y: event.clientY,
      fromX: event.clientX, fromY: event.clientY, height: Number(link.dataset.height), moving: false };
    if (held.touch) held.waiting = setTimeout(begin, HOLD_MS);
  });
  addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.id) return;
    held.x = event.clientX;
    held.y = event.clientY;
    if (held.moving) return draw();
    if (Math.hypot(held.x - held.fromX, held.y - held.fromY) < SLACK) return;
    if (held.touch) end(); // the page is being scrolled
    else begin();
  });
  addEventListener("pointerup", (event) => {
    if (!held || event.pointerId !== held.id) return;
    const { moving, link } = held, to = moving ? place() : null;
    end();
    if (!moving) return;
    just = true;
    const day = days[to.day];
    if (day === link.dataset.day && to.time === link.dataset.time) return;
    location.assign(`${link.dataset.move}?${new URLSearchParams({ ngay: day, gio: to.time })}`);
  });
  addEventListener("pointercancel", end);
  addEventListener("keydown", (event) => { if (event.key === "Escape" && held) { just = true; end(); } });
  grid.addEventListener("click", (event) => { if (just) event.preventDefault(); just = false; });
  grid.addEventListener("dragstart", (event) => event.preventDefault());
  grid.addEventListener("contextmenu", (event) => { if (held?.touch) event.preventDefault(); });
  grid.addEventListener("touchmove", (event) => { if (held?.moving) event.preventDefault(); }, { passive: false });
})();
