// What went over the wire for the last exchanges, so that a Slack developer
// can learn from it.

import { el } from "./mrkdwn.js";
import { api } from "./api.js";

const pace = 1500; // milliseconds between looks while the panel is open

// setUpTraffic makes the button open and close the pane, which follows what
// goes over the wire while it is open.
export function setUpTraffic(button, pane, attempt) {
  let timer = 0;
  const draw = async () => renderTraffic(pane, await api.traffic(), toggle);
  async function toggle() {
    pane.hidden = !pane.hidden;
    button.setAttribute("aria-pressed", String(!pane.hidden));
    clearInterval(timer);
    if (pane.hidden) {
      button.focus();
      return;
    }
    await attempt(draw);
    timer = setInterval(() => draw().catch(() => {}), pace);
  }
  button.onclick = toggle;
}

function renderTraffic(root, exchanges, onClose) {
  const open = new Set([...root.querySelectorAll("details[open]")].map((d) => d.dataset.key));
  const list = exchanges.slice(-40).reverse().map((x) => exchange(x, open));
  root.replaceChildren(
    el("div", { class: "pane-head" }, el("h2", {}, "Traffic"), el("button", { type: "button", "aria-label": "Close traffic", onclick: onClose }, "✕")),
    el("div", { class: "pane-body" },
      el("p", { class: "quiet" }, "Socket Mode envelopes and Web API calls between this workspace and the bot, newest first. Tokens are left out."),
      list.length ? list : el("p", {}, "Nothing yet: type a command.")));
}

function milliseconds(ms) {
  if (!ms) return "";
  if (ms < 0.05) return "under 0.1 ms";
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

function exchange(x, open) {
  const key = String(x.seq);
  const fromSlack = x.from === "slack";
  const arrow = fromSlack ? "Slack → bot" : "bot → Slack";
  const status = x.kind === "api" && x.status !== 200 ? ` (${x.status})` : "";
  return el("details", { class: "exchange", "data-key": key, open: open.has(key) },
    el("summary", {}, el("span", { class: "direction" }, arrow), el("b", {}, x.name || "frame", status), el("span", { class: "quiet" }, milliseconds(x.took_ms))),
    part(x.kind === "api" ? "Sent" : `On connection ${x.link}`, x.sent), part("Got back", x.got));
}

function part(title, content) {
  if (content === undefined || content === null) return "";
  return el("div", {}, el("h3", {}, title), el("pre", { tabindex: 0 }, typeof content === "string" ? content : JSON.stringify(content, null, 2)));
}
