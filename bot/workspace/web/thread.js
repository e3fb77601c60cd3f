// The pane with one thread: its messages and a composer of its own.

import { el } from "./mrkdwn.js";
import { makeComposer } from "./composer.js";
import { keep, atBottom, showNewest } from "./list.js";

// drawThread shows store.thread in the pane; hooks: node(message), send(thread, text).
export function drawThread(pane, store, hooks) {
  if (pane.hidden) {
    pane.dataset.thread = "";
    return;
  }
  const fresh = pane.dataset.thread !== store.thread;
  if (fresh) build(pane, store, hooks);
  const body = pane.querySelector(".pane-body");
  const follow = fresh || atBottom(body);
  keep(body, store.threadOf(store.current, store.thread).map(hooks.node));
  if (follow) showNewest(body);
}

function build(pane, store, hooks) {
  const thread = store.thread;
  pane.dataset.thread = thread;
  const form = el("form", { class: "composer" });
  pane.replaceChildren(
    el("div", { class: "pane-head" }, el("h2", {}, "Thread"),
      el("button", { type: "button", "aria-label": "Close thread", onclick: () => store.openThread("") }, "✕")),
    el("div", { class: "pane-body", role: "log", "aria-live": "polite", "aria-label": "Replies", tabindex: 0 }), form);
  makeComposer(form, {
    id: "thread-text", label: "Reply in the thread", placeholder: "Reply…",
    send: (text) => hooks.send(thread, text),
  });
}
