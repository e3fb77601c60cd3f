// The page: it asks the workspace, draws the rooms, and follows what changes.

import { api } from "./api.js";
import { Store } from "./store.js";
import { el } from "./mrkdwn.js";
import { renderBlocks } from "./blocks.js";
import { renderMessage } from "./message.js";
import { makeComposer } from "./composer.js";
import { showView, confirm } from "./modal.js";
import { renderSidebar, example } from "./sidebar.js";
import { drawThread } from "./thread.js";
import { setUpTraffic } from "./traffic.js";
import { renderGallery } from "./gallery.js";
import { setUpTheme } from "./theme.js";
import { closeMenus, setUpMenus } from "./menus.js";
import { keep, remember, atBottom, showNewest, keepFocus } from "./list.js";

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
  await store.fill(id, api.messages(store.me, id));
  if (step !== steps) return;
  if (!store.threadOf(id, store.thread).length) store.thread = "";
  show("channel");
  drawMessages(true);
  drawPane();
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
  $("show-gallery").setAttribute("aria-current", String(view === "gallery"));
  composer.disable(channel?.is_archived ? `#${channel.name} is archived: nothing can be written here.` : "");
  document.title = `${title} · httpcode playground`;
}

function welcome() {
  const channel = store.channels.get(store.current);
  if (channel?.is_im) return "Write to the bot here: a status code, a pasted error, or a URL to check.";
  if (channel?.is_archived) return `This is #${channel.name}, which is archived.`;
  return `This is #${store.channelName(store.current)}. Pick an example, or type ${store.app.commands?.[0]?.command ?? "/httpcode"} 502.`;
}

// start is what stands above the first message.
const start = el("div", { class: "start" });

function drawStart() {
  const empty = !store.channels.get(store.current)?.is_archived && store.roots(store.current).length === 0;
  start.replaceChildren(el("p", {}, welcome()),
    empty ? el("ul", { class: "starters" }, store.examples.slice(0, starters).map((e) => example(e, tryExample))) : "");
}

// starters is how many examples an empty channel offers.
const starters = 6;

const stampOf = (m) => `${store.replies(m.channel, m.ts).length}`;
const inChannel = remember((m) => renderMessage(m, messageView(false)), stampOf);
const inThread = remember((m) => renderMessage(m, messageView(true)), () => "");

function drawMessages(toBottom) {
  const root = $("messages");
  const follow = toBottom || atBottom(root);
  drawStart();
  keep(root, [start, ...store.roots(store.current).map(inChannel)]);
  if (follow) showNewest(root);
}

function drawPane() {
  $("pane").hidden = !store.thread || view !== "channel";
  drawThread($("pane"), store, {
    node: inThread,
    send: (thread_ts, text) => api.send({ user: store.me, channel: store.current, thread_ts, text }),
  });
}

// threadChanged follows what the person opened or closed: the focus goes into
// the thread, and back to the message that it hung on.
function threadChanged() {
  const closed = !store.thread && $("pane").contains(document.activeElement) && $("pane").dataset.thread;
  drawPane();
  if (store.thread) $("thread-text").focus();
  if (!closed) return;
  const root = document.querySelector(`#messages [data-ts="${CSS.escape(closed)}"]`);
  (root?.querySelector(".replies") ?? composer.field).focus();
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
      drawPane();
      drawSidebar();
    }, composer.field);
  });
}

function arrived(update) {
  const message = update.message;
  const isNew = store.put(message);
  const seen = message.channel === store.current && view === "channel";
  const mine = message.user === store.me;
  if (isNew && !seen && !mine) store.unread.set(message.channel, (store.unread.get(message.channel) ?? 0) + 1);
  if (isNew && seen && isAnswer(message) && innerWidth > 1020 && !busyInThread()) store.thread = message.thread_ts;
  redraw();
}

// isAnswer is true of a reply to what this person said last: its thread opens,
// as one would open it.
function isAnswer(message) {
  if (!message.thread_ts || message.thread_ts === message.ts || message.user === store.me) return false;
  return store.roots(message.channel).findLast((m) => m.user === store.me)?.ts === message.thread_ts;
}

// busyInThread keeps an open thread in which somebody works.
function busyInThread() {
  const pane = $("pane");
  return !pane.hidden && (pane.contains(document.activeElement) || Boolean(pane.querySelector("textarea")?.value));
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
  if (store.connections === 0) {
    node.textContent = "Bot not connected";
    return;
  }
  const over = ` over ${store.connections} Socket Mode ${store.connections === 1 ? "connection" : "connections"}`;
  node.replaceChildren("Bot connected", el("span", { class: "detail" }, over));
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
  document.querySelector(".toast")?.remove();
  await refreshView();
  store.forget();
  for (const drawn of [inChannel, inThread]) drawn.forget();
  drawPersona();
  await openChannelOf(view);
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

// closeMenu says whether the channels had been opened on a narrow page.
function closeMenu() {
  const open = $("sidebar").classList.contains("open");
  $("sidebar").classList.remove("open");
  $("menu").setAttribute("aria-expanded", "false");
  return open;
}

$("menu").onclick = () => $("menu").setAttribute("aria-expanded", String($("sidebar").classList.toggle("open")));

setUpTraffic($("show-traffic"), $("traffic"), attempt);

setUpMenus();
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  const left = closeMenus() || closeMenu();
  if (!left && store.thread) store.openThread("");
});
addEventListener("hashchange", () => {
  steps++;
  if (location.hash === "#gallery") show("gallery");
  else openChannel(store.current);
});
store.addEventListener("thread", threadChanged);

// --- the beginning -----------------------------------------------------------------

setUpTheme($("theme"));
store.me = localStorage.getItem("me") ?? "";
store.current = localStorage.getItem("channel") ?? "";
view = location.hash === "#gallery" ? "gallery" : "channel";
await reload();
follow();
if (view === "channel") composer.field.focus();
