// Every message that the bot can send, by name, as its golden tests have it.

import { el } from "./mrkdwn.js";
import { renderBlocks } from "./blocks.js";

export function renderGallery(root, samples, context) {
  root.replaceChildren(el("div", { class: "gallery" },
    el("p", { class: "start" }, `${samples.length} messages: all that the bot can say, with ordinary and with hostile content. Below each stands its text for notifications and screen readers.`),
    samples.map((s) => sample(s, context))));
}

function sample(s, context) {
  return el("article", {},
    el("h3", {}, s.name, s.surface === "message" ? "" : el("span", { class: "quiet" }, ` (${s.surface})`)),
    el("div", {}, s.title ? el("p", {}, el("strong", {}, s.title)) : "", renderBlocks(s.blocks, context)),
    s.problems?.length ? el("p", { class: "fallback error" }, "Slack would refuse this: " + s.problems.join("; ")) : "",
    s.text ? el("p", { class: "fallback" }, s.text) : "");
}
