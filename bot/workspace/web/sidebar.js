// Channels, people and the app on top; examples for a newcomer below.

import { el } from "./mrkdwn.js";

export function renderSidebar(root, { store, view, onChannel, onHome, onExample }) {
  const visible = [...store.channels.values()];
  const rooms = visible.filter((c) => !c.is_im).sort(byUse);
  const direct = visible.filter((c) => c.is_im && c.with === store.app.user);
  root.replaceChildren(
    group("Channels", rooms.map((c) => channelItem(c, "# ", store, view, onChannel))),
    group("Direct messages", direct.map((c) => channelItem(c, "", store, view, onChannel))),
    group("Apps", [item("httpcode Home", view === "home", onHome)]),
    group("Try it", store.examples.map((e) => example(e, onExample))));
}

const first = ["incidents", "general"];

function byUse(a, b) {
  const rank = (c) => (first.indexOf(c.name) + 1 || 9) + (c.is_archived ? 9 : 0);
  return rank(a) - rank(b) || a.name.localeCompare(b.name);
}

function group(title, items) {
  if (!items.length) return "";
  return el("section", { "data-group": title }, el("h2", {}, title), el("ul", {}, items));
}

function item(label, current, onclick, extra) {
  return el("li", {}, el("button", { type: "button", "aria-current": current ? "true" : null, onclick }, label, extra));
}

function channelItem(channel, mark, store, view, onChannel) {
  const unread = store.unread.get(channel.id);
  const notes = [channel.is_archived && "archived", channel.is_private && "private", channel.is_ext_shared && "shared", channel.is_read_only && "read-only"].filter(Boolean);
  return item(mark + store.channelName(channel.id), view === "channel" && channel.id === store.current, () => onChannel(channel.id), [
    notes.length ? el("span", { class: "quiet" }, notes.join(", ")) : "",
    unread ? el("span", { class: "count" }, String(unread), el("span", { class: "visually-hidden" }, " unread")) : "",
  ]);
}

export function example(e, onExample) {
  return el("li", { class: "example" },
    el("button", { type: "button", onclick: () => onExample(e) }, el("span", {}, e.note), el("code", {}, e.text)));
}
