// Block Kit as DOM nodes. `context` carries what a block cannot know: names of
// people and channels, and what to do when an element is used.
//
//   context.names   {user(id), channel(id)}
//   context.act(action, values)   a person clicked or chose; action is "block_id/action_id"
//   context.confirm(object)       asks; resolves to whether the person agrees
//   context.channels()            what a conversations_select offers
//   context.currentChannel()      its ID

import { el, link, textObject, mrkdwn } from "./mrkdwn.js";
import { emojiNode } from "./emoji.js";
import { leave } from "./menus.js";

export function renderBlocks(blocks, context) {
  return (blocks ?? []).map((block) => renderBlock(block, context)).filter(Boolean);
}

function renderBlock(block, context) {
  const render = renderers[block.type];
  if (!render) return el("div", { class: "block unknown" }, `(a block of type ${block.type})`);
  return render(block, context);
}

const renderers = {
  divider: () => el("hr", { class: "block" }),
  header: (b, c) => el(`h${Math.min(6, 2 + (b.level ?? 1))}`, { class: "block header" }, textObject(b.text, c.names)),
  section,
  context: (b, c) => el("div", { class: "block context" }, b.elements.map((e) => contextElement(e, c))),
  actions: (b, c) => el("div", { class: "block actions", role: "group", "aria-label": "Actions" },
    b.elements.map((e) => element(e, b, c))),
  image: (b) => el("figure", { class: "block" }, el("img", { src: b.image_url, alt: b.alt_text }),
    b.title ? el("figcaption", {}, b.title.text) : null),
  rich_text: (b, c) => el("div", { class: "block rich" }, b.elements.map((e) => rich(e, c))),
  markdown: (b, c) => el("div", { class: "block" }, mrkdwn(b.text ?? "", c.names)),
  input,
  table,
};

function section(block, context) {
  const fields = (block.fields ?? []).map((f) => el("div", { class: "field" }, textObject(f, context.names)));
  return el("div", { class: "block section" },
    el("div", { class: "section-text" },
      block.text ? el("div", {}, textObject(block.text, context.names)) : null,
      fields.length ? el("div", { class: "fields" }, fields) : null),
    block.accessory ? el("div", { class: "accessory" }, element(block.accessory, block, context)) : null);
}

function contextElement(item, context) {
  if (item.type === "image") return el("img", { class: "tiny", src: item.image_url, alt: item.alt_text });
  return el("span", {}, textObject(item, context.names));
}

// --- rich_text -----------------------------------------------------------

function rich(item, context) {
  switch (item.type) {
    case "rich_text_section": return el("div", {}, item.elements.map((e) => richInline(e, context)));
    case "rich_text_preformatted": return el("pre", { tabindex: 0 }, item.elements.map((e) => richInline(e, context)));
    case "rich_text_quote": return el("blockquote", {}, item.elements.map((e) => richInline(e, context)));
    case "rich_text_list": return richList(item, context);
    default: return null;
  }
}

function richList(item, context) {
  const list = el(item.style === "ordered" ? "ol" : "ul", { class: `indent-${item.indent ?? 0}`, start: item.offset ? item.offset + 1 : null });
  list.append(...item.elements.map((e) => el("li", {}, e.elements.map((x) => richInline(x, context)))));
  return list;
}

function richInline(item, context) {
  return styled(richLeaf(item, context), item.style);
}

function richLeaf(item, context) {
  switch (item.type) {
    case "text": return withBreaks(item.text);
    case "link": return link(item.url, item.text);
    case "user": return el("span", { class: "mention" }, "@" + context.names.user(item.user_id));
    case "channel": return el("span", { class: "mention" }, "#" + context.names.channel(item.channel_id));
    case "usergroup": return el("span", { class: "mention loud" }, "@group");
    case "broadcast": return el("span", { class: "mention loud" }, "@" + item.range);
    case "emoji": return emojiNode(item.name);
    case "date": return item.fallback ?? new Date(item.timestamp * 1000).toLocaleString();
    default: return "";
  }
}

function withBreaks(text) {
  const span = el("span", {});
  text.split("\n").forEach((line, i) => span.append(...(i ? [document.createElement("br"), line] : [line])));
  return span;
}

function styled(node, style = {}) {
  if (style.code) node = el("code", {}, node);
  if (style.bold) node = el("strong", {}, node);
  if (style.italic) node = el("em", {}, node);
  if (style.strike) node = el("s", {}, node);
  return node;
}

// --- table ---------------------------------------------------------------

function table(block, context) {
  const rows = block.rows.map((row, i) => el("tr", {}, row.map((cell) => tableCell(cell, i === 0, context))));
  return el("div", { class: "block scroll", tabindex: 0, role: "region", "aria-label": "Table" }, el("table", {}, el("tbody", {}, rows)));
}

function tableCell(cell, isHead, context) {
  const content = cell.type === "rich_text" ? cell.elements.map((e) => rich(e, context)) : String(cell.text ?? cell.value ?? "");
  return el(isHead ? "th" : "td", isHead ? { scope: "col" } : {}, content);
}

// --- interactive elements ------------------------------------------------

function element(item, block, context) {
  const render = elements[item.type];
  return render ? render(item, block, context) : el("span", {}, `(${item.type})`);
}

const elements = {
  button,
  image: (e) => el("img", { class: "accessory-image", src: e.image_url, alt: e.alt_text }),
  overflow,
  static_select: (e, b, c) => select(e, b, c, options(e)),
  conversations_select: (e, b, c) => select(e, b, c, conversationOptions(c)),
  channels_select: (e, b, c) => select(e, b, c, conversationOptions(c)),
  plain_text_input: textInput,
  checkboxes: (e, b) => choices(e, b, "checkbox"),
  radio_buttons: (e, b) => choices(e, b, "radio"),
};

function button(item, block, context) {
  const style = item.style ? ` ${item.style}` : "";
  const use = async () => {
    if (item.confirm && !(await context.confirm(item.confirm))) return;
    if (item.url) window.open(item.url, "_blank", "noreferrer,noopener");
    context.act(actionOf(item, block), []);
  };
  return el("button", { type: "button", class: "button" + style, "aria-label": item.accessibility_label, onclick: use, "data-action": item.action_id },
    textObject(item.text, context.names), item.url ? el("span", { class: "visually-hidden" }, " (opens a new tab)") : null);
}

const actionOf = (item, block) => (block.block_id ? `${block.block_id}/${item.action_id}` : item.action_id);

function overflow(item, block, context) {
  const menu = el("details", { class: "overflow" }, el("summary", { "aria-label": "More actions" }, "⋯"));
  const pick = (option) => {
    leave(menu);
    if (option.url) window.open(option.url, "_blank", "noreferrer,noopener");
    context.act(actionOf(item, block), [option.value]);
  };
  menu.append(el("div", { class: "menu" }, item.options.map((o) =>
    el("button", { type: "button", onclick: () => pick(o) }, textObject(o.text, context.names)))));
  return menu;
}

const options = (item) => [...(item.options ?? []), ...(item.option_groups ?? []).flatMap((g) => g.options)]
  .map((o) => ({ value: o.value, label: o.text.text }));

const conversationOptions = (context) => context.channels().map((c) => ({ value: c.id, label: (c.is_im ? "" : "#") + c.name }));

// In an input block a choice waits for the submission; elsewhere it is an
// action at once.
function select(item, block, context, offered) {
  const current = item.default_to_current_conversation ? context.currentChannel() : undefined;
  const initial = item.initial_option?.value ?? item.initial_conversation ?? item.initial_channel ?? current;
  const node = el("select", { "aria-label": item.placeholder?.text ?? block.label?.text ?? "Choose" },
    el("option", { value: "" }, item.placeholder?.text ?? "Choose…"),
    offered.map((o) => el("option", { value: o.value, selected: o.value === initial }, o.label)));
  node.valuesOf = () => (node.value ? [node.value] : []);
  if (block.type !== "input") {
    node.addEventListener("change", () => node.value && context.act(actionOf(item, block), [node.value]));
  }
  return node;
}

function textInput(item) {
  const node = el(item.multiline ? "textarea" : "input", {
    placeholder: item.placeholder?.text, maxlength: item.max_length, minlength: item.min_length,
    rows: item.multiline ? Math.min(16, Math.max(4, (item.initial_value ?? "").split("\n").length + 1)) : null,
    type: item.multiline ? null : "text",
  });
  node.value = item.initial_value ?? "";
  node.valuesOf = () => (node.value === "" ? [] : [node.value]);
  return node;
}

function choices(item, block, type) {
  const name = `${block.block_id}-${item.action_id}`;
  const initial = new Set([...(item.initial_options ?? []), ...(item.initial_option ? [item.initial_option] : [])].map((o) => o.value));
  const node = el("div", { role: "group", "aria-label": block.label?.text }, item.options.map((o) => el("label", { class: "choice" },
    el("input", { type, name, value: o.value, checked: initial.has(o.value) }), o.text.text)));
  node.valuesOf = () => [...node.querySelectorAll("input:checked")].map((i) => i.value);
  return node;
}

let inputCount = 0;

function input(block, context) {
  const field = element(block.element, block, context);
  const isGroup = field.getAttribute("role") === "group";
  field.id = `field-${++inputCount}`;
  field.dataset.block = block.block_id;
  field.dataset.action = block.element.action_id;
  if (!isGroup) field.removeAttribute("aria-label"); // the label element names it
  if (!block.optional && "required" in field) field.required = true;
  return el("div", { class: "block input" },
    el(isGroup ? "div" : "label", { class: "label", for: isGroup ? null : field.id }, block.label?.text ?? "",
      block.optional ? el("span", { class: "quiet" }, " (optional)") : null),
    field,
    block.hint ? el("div", { class: "hint" }, textObject(block.hint, context.names)) : null,
    el("div", { class: "error", role: "alert" }));
}

// collectValues reads the inputs below root: {"block_id/action_id": [value, …]}.
export function collectValues(root) {
  const fields = [...root.querySelectorAll("[data-action][data-block]")].filter((f) => f.valuesOf);
  return Object.fromEntries(fields.map((f) => [`${f.dataset.block}/${f.dataset.action}`, f.valuesOf()]));
}
