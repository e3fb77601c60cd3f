// A message as people see it: who, when, for whom, what, and what can be done.

import { el, mrkdwn } from "./mrkdwn.js";
import { renderBlocks } from "./blocks.js";
import { leave } from "./menus.js";

const tints = ["#37699b", "#6a4c93", "#8a5a1f", "#2f7155", "#93425f", "#4d6470"];

export function avatar(user) {
  const node = el("span", { class: "avatar", "aria-hidden": "true" }, (user?.real_name ?? user?.name ?? "?").slice(0, 1).toUpperCase());
  const sum = [...(user?.id ?? "")].reduce((n, c) => n + c.charCodeAt(0), 0);
  node.style.setProperty("--tint", user?.bot_id ? "#1f5f8b" : tints[sum % tints.length]);
  return node;
}

const timeOf = (ts) => new Date(Number(ts.split(".")[0]) * 1000);

export function renderMessage(message, view) {
  const { store } = view;
  const user = store.users.get(message.user);
  const when = timeOf(message.ts);
  const ephemeral = Boolean(message.for);
  const node = el("article", {
    class: "message" + (ephemeral ? " ephemeral" : ""), "data-ts": message.ts, "data-channel": message.channel,
    "aria-label": `${store.names.user(message.user)}, ${when.toLocaleTimeString([], { timeStyle: "short" })}`,
  });
  node.append(avatar(user),
    el("div", { class: "who" }, el("strong", {}, store.names.user(message.user)),
      user?.bot_id ? el("span", { class: "tag" }, "APP") : null,
      el("time", { datetime: when.toISOString(), title: when.toLocaleString() }, when.toLocaleTimeString([], { timeStyle: "short" }))));
  if (ephemeral) node.append(el("div", { class: "only-you" }, "Only visible to you"));
  node.append(body(message, view), reactions(message, store.names) ?? "", replies(message, view) ?? "", tools(message, view));
  return node;
}

function body(message, view) {
  const context = view.contextOf(message);
  const hasBlocks = message.blocks?.length > 0;
  const content = hasBlocks ? renderBlocks(message.blocks, context) : mrkdwn(message.text ?? "", view.store.names);
  return el("div", { class: "body" }, content, message.edited && !message.bot_id ? el("span", { class: "edited" }, " (edited)") : null);
}

function reactions(message, names) {
  if (!message.reactions?.length) return null;
  return el("div", { class: "reactions" }, message.reactions.map((r) =>
    el("span", { title: r.users.map(names.user).join(", ") }, ...mrkdwn(`:${r.name}:`, names), ` ${r.users.length}`)));
}

function replies(message, view) {
  if (view.inThread) return null;
  const count = view.store.replies(message.channel, message.ts).length;
  if (!count) return null;
  return el("button", { type: "button", class: "replies", onclick: () => view.store.openThread(message.ts) },
    count === 1 ? "1 reply" : `${count} replies`);
}

// Slack offers message shortcuts and threads on ordinary messages only.
function tools(message, view) {
  if (message.for) return "";
  const menu = el("details", { class: "more" }, el("summary", { "aria-label": "More actions" }, "⋯"));
  menu.append(el("div", { class: "menu" }, view.shortcuts().map((s) =>
    el("button", { type: "button", onclick: () => { leave(menu); view.shortcut(message, s.callback_id); } }, s.name))));
  return el("div", { class: "tools" },
    view.inThread ? null : el("button", { type: "button", onclick: () => view.store.openThread(message.thread_ts || message.ts) }, "Reply"),
    view.shortcuts().length ? menu : null);
}
