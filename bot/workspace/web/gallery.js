// Every message that the bot can send, by name, as its golden tests have it.

import { el } from "./mrkdwn.js";
import { renderBlocks } from "./blocks.js";

export function renderGallery(root, samples, context) {
  const articles = samples.map((s) => sample(s, context));
  const shown = el("p", { class: "quiet", role: "status" });
  const list = el("ul", {}, samples.map((s, i) =>
    el("li", {}, el("button", { type: "button", onclick: () => jump(articles[i]) }, s.name))));
  const filter = el("input", { type: "search", placeholder: "Filter: 502, modal, hostile…", "aria-label": "Filter the messages", autocomplete: "off" });
  const narrow = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    samples.forEach((s, i) => {
      const fits = words.every((word) => `${s.name} ${s.surface} ${s.text ?? ""}`.toLowerCase().includes(word));
      articles[i].hidden = list.children[i].hidden = !fits;
      count += fits;
    });
    shown.textContent = count ? `${count} of ${samples.length} messages` : "No message has these words.";
  };
  filter.addEventListener("input", narrow);
  root.replaceChildren(el("div", { class: "gallery" },
    el("p", { class: "start" }, "All that the bot can say, with ordinary and with hostile content. Below each stands its text for notifications and screen readers."),
    el("div", { class: "gallery-bar" }, filter, shown,
      el("details", { class: "gallery-index" }, el("summary", {}, "Jump to a message"), list)),
    articles));
  narrow();
}

// jump shows a sample below the bar, which stays in sight, and closes the list.
function jump(article) {
  const root = article.closest(".gallery");
  root.querySelector(".gallery-index").open = false;
  const bar = root.querySelector(".gallery-bar").offsetHeight;
  article.style.scrollMarginTop = `${bar + 8}px`;
  article.scrollIntoView({ block: "start" });
  article.focus({ preventScroll: true });
}

function sample(s, context) {
  return el("article", { tabindex: -1, "aria-label": s.name },
    el("h3", {}, s.name, s.surface === "message" ? "" : el("span", { class: "quiet" }, ` (${s.surface})`)),
    el("div", {}, s.title ? el("p", {}, el("strong", {}, s.title)) : "", renderBlocks(s.blocks, context)),
    s.problems?.length ? el("p", { class: "fallback error" }, "Slack would refuse this: " + s.problems.join("; ")) : "",
    s.text ? el("p", { class: "fallback" }, s.text) : "");
}
