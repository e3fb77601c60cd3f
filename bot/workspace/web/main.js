// The page: it asks the workspace, draws the rooms, and follows what changes.

import { api } from "./api.js";
import { Store } from "./store.js";
import { el } from "./mrkdwn.js";
import { renderBlocks } from "./blocks.js";
import { renderMessage } from "./message.js";
import { makeComposer } from "./composer.js";
import { showView, confirm } from "./modal.js";
import { renderSidebar } from "./sidebar.js";
import { renderTraffic } from "./traffic.js";
import { renderGallery } from "./gallery.js";
import { setUpTheme } from "./theme.js";

const $ = (id) => document.getElementById(id);
const store = new Store();
let view = "channel"; // or "home", "gallery"

// --- what rendering needs of the page ---------------------------------------

function contextFor(act) {
  return {
    names: store.names,
    channels: () => [...store.channels.values()].filter((c) => !c.is_archived).map((c) => ({ id: c.id, name: store.channelName(c.id), is_im: c.is_im })),
    currentChannel: () => store.current,
    confirm: (object) => confirm($("confirm"), object, store.names),
    act: (action, values) => attempt(() => act(action, values)),
  };
}

const inView = (current) => contextFor((action, values) => api.actInView({ user: store.me, view_id: current.id, action, values }));

const messageView = (inThread) => ({
  store, inThread,
  shortcuts: () => (store.app.shortcuts ?? []).filter((s) => s.type === "message"),
  shortcut: (message, callback_id) => attempt(() => api.shortcut({ user: store.me, channel: message.channel, ts: message.ts, callback_id })),
  contextOf: (message) => contextFor((action, values) => api.act({ user: store.me, channel: message.channel, ts: message.ts, action, values })),
});

// attempt shows what the workspace refuses, as Slack's own client does.
async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    toast(error.message);
  }
}

function toast(text) {
  document.querySelector(".toast")?.remove();
  const node = el("div", { class: "toast", role: "alert" }, text);
  document.body.append(node);
  setTimeout(() => node.remove(), 6000);
}

// --- the rooms ---------------------------------------------------------------

function drawSidebar() {
  renderSidebar($("sidebar"), {
    store, view,
    onChannel: (id) => openChannel(id).then(() => composer.field.focus()),
    onHome: openHome,
    onExample: tryExample,
  });
}

async function tryExample(example) {
  const wanted = [...store.channels.values()].find((c) => c.id === example.channel || c.name === example.channel);
  if (view !== "channel" || (wanted && wanted.id !== store.current)) await openChannel(wanted?.id ?? store.current);
  closeMenu();
  composer.fill(example.text);
}

// steps counts where the person went, so that an answer which comes after they
// have gone elsewhere does not carry them back.
let steps = 0;

async function openChannel(id) {
  const step = ++steps;
  closeMenu();
  if (location.hash) history.replaceState(null, "", location.pathname);
  if (id !== store.current) store.thread = "";
  store.current = id;
  store.unread.delete(id);
  localStorage.setItem("channel", id);
  store.messages.set(id, await api.messages(store.me, id));
  if (step !== steps) return;
  show("channel");
  drawMessages(true);
  drawThread();
}

async function openHome() {
  steps++;
  closeMenu();
  show("home");
  drawHome(null);
  await attempt(() => api.openHome({ user: store.me, tab: "home" }));
  await refreshHome();
}

function show(next) {
  view = next;
  for (const id of ["messages", "composer", "composer-hint"]) $(id).hidden = view !== "channel";
  $("home").hidden = view === "channel";
  $("pane").hidden = view !== "channel" || !store.thread;
  drawHead();
  drawSidebar();
  if (view === "gallery") drawGallery();
}

function drawHead() {
  const channel = store.channels.get(store.current);
  const heads = { home: ["httpcode Home", "What the app's Home tab shows"], gallery: ["Gallery", "Every message that the bot can send"] };
  const [title, topic] = heads[view] ?? [(channel?.is_im ? "" : "#") + store.channelName(store.current), channel?.topic ?? ""];
  $("channel-title").textContent = title;
  $("channel-topic").textContent = topic;
  document.title = `${title} · httpcode playground`;
}

function welcome() {
  const channel = store.channels.get(store.current);
  if (channel?.is_im) return "Write to the bot here: a status code, a pasted error, or a URL to check.";
  return `This is #${store.channelName(store.current)}. Pick an example, or type ${store.app.commands?.[0]?.command ?? "/httpcode"} 502.`;
}

// atBottom says whether the newest message is in sight, so that a reader of
// older ones is not carried away.
const atBottom = (root) => {
  const last = root.lastElementChild;
  return root.scrollHeight - root.scrollTop - root.clientHeight < Math.max(80, last?.offsetHeight ?? 0);
};

function drawMessages(toBottom) {
  const root = $("messages");
  const follow = toBottom || atBottom(root);
  root.replaceChildren(el("p", { class: "start" }, welcome()),
    ...store.roots(store.current).map((m) => renderMessage(m, messageView(false))));
  if (follow) showNewest(root);
}

// showNewest scrolls to the end; of a message that is taller than its room it
// shows the beginning, where the verdict stands.
function showNewest(root) {
  root.scrollTop = root.scrollHeight;
  const last = root.lastElementChild;
  if (last && last.offsetHeight > root.clientHeight) root.scrollTop = last.offsetTop - root.offsetTop - 12;
}

function drawThread() {
  const pane = $("pane");
  pane.hidden = !store.thread || view !== "channel";
  if (pane.hidden) {
    pane.dataset.thread = "";
    return;
  }
  if (pane.dataset.thread !== store.thread) buildThread(pane);
  const body = pane.querySelector(".pane-body");
  body.replaceChildren(...store.threadOf(store.current, store.thread).map((m) => renderMessage(m, messageView(true))));
  showNewest(body);
}

function buildThread(pane) {
  const thread = store.thread;
  pane.dataset.thread = thread;
  const form = el("form", { class: "composer" });
  pane.replaceChildren(
    el("div", { class: "pane-head" }, el("h2", {}, "Thread"),
      el("button", { type: "button", "aria-label": "Close thread", onclick: () => { store.openThread(""); composer.field.focus(); } }, "✕")),
    el("div", { class: "pane-body", role: "log", "aria-live": "polite", "aria-label": "Replies", tabindex: 0 }), form);
  const { field } = makeComposer(form, {
    id: "thread-text", label: "Reply in the thread", placeholder: "Reply…",
    send: (text) => api.send({ user: store.me, channel: store.current, thread_ts: thread, text }),
  });
  field.focus();
}

function drawHome(home) {
  const blocks = home?.blocks ? renderBlocks(home.blocks, inView(home)) : [el("p", { class: "start" }, "The app has not published its Home tab yet.")];
  $("home").replaceChildren(...blocks);
}

async function drawGallery() {
  const samples = await attempt(() => api.gallery());
  renderGallery($("home"), samples ?? [], { ...contextFor(() => {}), act: () => toast("In the gallery, buttons do nothing.") });
}

// --- typing --------------------------------------------------------------------

const composer = makeComposer($("composer"), {
  id: "composer-text", label: "Message, or a command that begins with a slash",
  placeholder: "Message, /httpcode 502, or @httpcode with a URL",
  send: (text) => api.send({ user: store.me, channel: store.current, text }),
});
$("composer").after(el("p", { class: "composer-hint", id: "composer-hint" }, "Enter sends. Shift+Enter begins a new line. Arrow up recalls what you sent."));

// --- following -------------------------------------------------------------------

let frame = 0;

// redraw waits for the next frame, so that a burst of changes costs one drawing.
function redraw() {
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    keepFocus(() => {
      if (view === "channel") drawMessages(false);
      drawThread();
      drawSidebar();
    });
  });
}

const controls = (root) => [...root.querySelectorAll("button, select, summary, a, textarea, input")];

// keepFocus puts the focus back on the same control of the same place.
function keepFocus(draw) {
  const active = document.activeElement;
  const holder = active?.closest?.("[data-ts], #sidebar");
  const at = holder ? controls(holder).indexOf(active) : -1;
  draw();
  if (at < 0 || document.contains(active)) return;
  const again = holder.id ? holder : document.querySelector(`[data-ts="${CSS.escape(holder.dataset.ts)}"]`);
  (again && controls(again)[at] ? controls(again)[at] : composer.field).focus();
}

function arrived(update) {
  const message = update.message;
  const isNew = store.put(message);
  const seen = message.channel === store.current && view === "channel";
  const mine = message.user === store.me;
  if (isNew && !seen && !mine) store.unread.set(message.channel, (store.unread.get(message.channel) ?? 0) + 1);
  // A reply to what this person has just said opens its thread, as one would.
  const root = message.thread_ts && message.thread_ts !== message.ts && store.list(message.channel).find((m) => m.ts === message.thread_ts);
  if (isNew && seen && root?.user === store.me && !store.thread && innerWidth > 1020) store.thread = message.thread_ts;
  redraw();
}

function changed(update) {
  if (update.message) store.put(update.message);
  redraw();
}

function removed(update) {
  store.remove(update.channel, update.ts);
  redraw();
}

const following = {
  message: arrived, ephemeral: arrived,
  message_changed: changed, ephemeral_changed: changed, reaction: changed,
  message_deleted: removed, ephemeral_deleted: removed,
  view: refreshView, home: refreshHome, connection: refreshState, channel: refreshState, invocation: refreshState, lost: reload,
};

async function refreshState() {
  const state = await api.state(store.me);
  store.load(state);
  drawConnection();
  drawSidebar();
  if (view === "channel") drawHead();
  return state;
}

function drawConnection() {
  const node = $("connection");
  node.classList.toggle("live", store.connections > 0);
  node.textContent = store.connections > 0
    ? `Bot connected over ${store.connections} Socket Mode ${store.connections === 1 ? "connection" : "connections"}`
    : "Bot not connected";
}

async function refreshView() {
  const { view: current } = await refreshState();
  if (!current) {
    $("modal").close();
    return;
  }
  showView($("modal"), current, inView(current), {
    submit: (values) => attempt(() => api.submitView({ user: store.me, values })),
    close: () => attempt(() => api.closeView({ user: store.me })),
  });
}

async function refreshHome() {
  const { home } = await refreshState();
  if (view === "home") drawHome(home);
}

// reload begins anew: another person, or a stream that was cut.
async function reload() {
  const { view: modal } = await refreshState();
  store.messages.clear();
  drawPersona();
  await openChannelOf(view);
  if (modal) refreshView();
}

async function openChannelOf(which) {
  if (which === "channel") return openChannel(store.current);
  if (which === "home") return openHome();
  return show(which);
}

let stopFollowing = () => {};

function follow() {
  stopFollowing();
  let open = false;
  stopFollowing = api.follow(store.me, (update) => attempt(async () => following[update.kind]?.(update)), (linked) => {
    if (linked && open) reload();
    open ||= linked;
    if (linked) return;
    $("connection").classList.remove("live");
    $("connection").textContent = "The playground has stopped; this page goes on when it is started again.";
  });
}

// --- the bar -----------------------------------------------------------------------

function drawPersona() {
  const people = [...store.users.values()].filter((u) => !u.bot_id && !u.deleted);
  $("persona").replaceChildren(...people.map((u) => el("option", { value: u.id, selected: u.id === store.me }, u.real_name || u.name)));
}

$("persona").onchange = async (event) => {
  store.me = event.target.value;
  store.thread = "";
  localStorage.setItem("me", store.me);
  await reload();
  follow();
};

function closeMenu() {
  $("sidebar").classList.remove("open");
  $("menu").setAttribute("aria-expanded", "false");
}

$("menu").onclick = () => $("menu").setAttribute("aria-expanded", String($("sidebar").classList.toggle("open")));

let trafficTimer = 0;
const trafficPace = 1500; // milliseconds between looks while the panel is open

async function drawTraffic() {
  renderTraffic($("traffic"), await api.traffic(), toggleTraffic);
}

async function toggleTraffic() {
  const pane = $("traffic");
  pane.hidden = !pane.hidden;
  $("show-traffic").setAttribute("aria-pressed", String(!pane.hidden));
  clearInterval(trafficTimer);
  if (pane.hidden) {
    $("show-traffic").focus();
    return;
  }
  await attempt(drawTraffic);
  trafficTimer = setInterval(() => drawTraffic().catch(() => {}), trafficPace);
}
$("show-traffic").onclick = toggleTraffic;

const openMenus = () => document.querySelectorAll("details.more[open], details.overflow[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  const menus = [...openMenus()];
  for (const menu of menus) menu.open = false;
  if (!menus.length && store.thread) store.openThread("");
  closeMenu();
});
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
addEventListener("hashchange", () => {
  steps++;
  if (location.hash === "#gallery") show("gallery");
  else openChannel(store.current);
});
store.addEventListener("thread", () => drawThread());

// --- the beginning -----------------------------------------------------------------

setUpTheme($("theme"));
store.me = localStorage.getItem("me") ?? "";
store.current = localStorage.getItem("channel") ?? "";
view = location.hash === "#gallery" ? "gallery" : "channel";
await reload();
follow();
if (view === "channel") composer.field.focus();
