// Menus that open from a "⋯": one at a time, left by Escape or a click
// elsewhere, walked with the arrow keys.

const open = () => [...document.querySelectorAll("details.more[open], details.overflow[open]")];

// closeMenus says whether one was open.
export function closeMenus() {
  const menus = open();
  menus.forEach(leave);
  return menus.length > 0;
}

// leave closes a menu, and keeps the focus that was in it.
export function leave(menu) {
  const inside = menu.contains(document.activeElement);
  menu.open = false;
  if (inside) menu.querySelector("summary").focus();
}

const steps = { ArrowDown: (at) => at + 1, ArrowUp: (at) => at - 1, Home: () => 0, End: () => -1 };

function walk(event) {
  const menu = event.target.closest?.("details.more, details.overflow");
  const step = steps[event.key];
  if (!menu || !step || (!menu.open && event.key !== "ArrowDown")) return;
  event.preventDefault();
  menu.open = true;
  const items = [...menu.querySelectorAll(".menu button")];
  const at = items.indexOf(document.activeElement);
  items.at(at < 0 && event.key === "ArrowUp" ? -1 : step(at) % items.length)?.focus();
}

export function setUpMenus() {
  document.addEventListener("keydown", walk);
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
}
