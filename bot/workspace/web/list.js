// Lists that change while somebody reads them: only what changed is touched, so
// that focus, selection and open menus stay, and a screen reader is told of
// nothing twice.

// keep makes root's children be nodes, moving none that stays.
export function keep(root, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...root.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, i) => {
    if (root.children[i] !== node) root.insertBefore(node, root.children[i] ?? null);
  });
}

// remember returns draw(key, …) that draws again only when the key, an object,
// or what its stamp says of it has changed.
export function remember(draw, stamp) {
  let drawn = new WeakMap();
  const remembered = (key) => {
    const now = stamp(key);
    const last = drawn.get(key);
    if (last?.stamp === now) return last.node;
    const node = draw(key);
    drawn.set(key, { stamp: now, node });
    return node;
  };
  remembered.forget = () => { drawn = new WeakMap(); };
  return remembered;
}

// atBottom says whether the newest message is in sight, so that a reader of
// older ones is not carried away.
export function atBottom(root) {
  const last = root.lastElementChild;
  return root.scrollHeight - root.scrollTop - root.clientHeight < Math.max(80, last?.offsetHeight ?? 0);
}

// showNewest scrolls to the end; of a message that is taller than its room it
// shows the beginning, where the verdict stands.
export function showNewest(root) {
  root.scrollTop = root.scrollHeight;
  const last = root.lastElementChild;
  if (last && last.offsetHeight > root.clientHeight) root.scrollTop = last.offsetTop - root.offsetTop - 12;
}

const controls = (root) => [...root.querySelectorAll("button, select, summary, a, textarea, input")];

// keepFocus puts the focus back on the same control of the same place after
// draw has replaced it, or else on the fallback.
export function keepFocus(draw, fallback) {
  const active = document.activeElement;
  const holder = active?.closest?.("[data-ts], #sidebar");
  const at = holder ? controls(holder).indexOf(active) : -1;
  draw();
  if (at < 0 || document.contains(active)) return;
  const again = holder.id ? holder : document.querySelector(`[data-ts="${CSS.escape(holder.dataset.ts)}"]`);
  (again && controls(again)[at] ? controls(again)[at] : fallback).focus();
}
