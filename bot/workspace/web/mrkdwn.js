// Slack's mrkdwn as DOM nodes. Text is only ever set as text, never as HTML,
// so that nothing pasted can become markup.

import { emojiText } from "./emoji.js";

const entities = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

export const decode = (text) => text.replace(/&(?:amp|lt|gt);/g, (m) => entities[m]);

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

// A link that leaves the page; only web addresses become links.
export function link(url, label) {
  if (!/^(https?|mailto):/i.test(url)) return document.createTextNode(label || url);
  return el("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, label || url);
}

// An entity in angle brackets: a mention, a channel, a broadcast, a link.
function bracket(body, names) {
  const [target, label] = split(body, "|");
  if (target.startsWith("@")) return el("span", { class: "mention" }, "@" + names.user(target.slice(1)));
  if (target.startsWith("#")) return el("span", { class: "mention" }, "#" + names.channel(target.slice(1)));
  if (target.startsWith("!subteam^")) return el("span", { class: "mention loud" }, label || "@group");
  if (target.startsWith("!date^")) return document.createTextNode(date(target, label));
  if (target.startsWith("!")) return el("span", { class: "mention loud" }, "@" + target.slice(1).split("^")[0]);
  return link(decode(target), label ? decode(label) : "");
}

function split(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

// <!date^1392734382^Posted {date_num} {time}|fallback>
function date(target, fallback) {
  const [, seconds, format] = target.split("^");
  const when = new Date(Number(seconds) * 1000);
  if (!format || Number.isNaN(when.getTime())) return fallback;
  const day = when.toLocaleDateString([], { dateStyle: "medium" });
  const time = when.toLocaleTimeString([], { timeStyle: "short" });
  const full = when.toLocaleTimeString([], { timeStyle: "medium" });
  return format.replace(/\{date[a-z_]*\}/g, day).replace(/\{time_secs\}/g, full).replace(/\{time\}/g, time);
}

// One pass over a line: brackets, code, then the paired marks. A mark counts
// only at a word's edge, as in Slack: 2*3*4 stays as it is.
const inlinePattern = /<([^<>\n]+)>|`([^`\n]+)`|(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])|(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])/g;

function inline(text, names) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(inlinePattern)) {
    nodes.push(plain(text.slice(from, match.index)));
    const [whole, brackets, code, strong, emphasis, strike] = match;
    if (brackets !== undefined) nodes.push(bracket(brackets, names));
    else if (code !== undefined) nodes.push(el("code", {}, decode(code)));
    else if (strong !== undefined) nodes.push(el("strong", {}, inline(strong, names)));
    else if (emphasis !== undefined) nodes.push(el("em", {}, inline(emphasis, names)));
    else nodes.push(el("s", {}, inline(strike, names)));
    from = match.index + whole.length;
  }
  nodes.push(plain(text.slice(from)));
  return nodes;
}

const plain = (text) => document.createTextNode(emojiText(decode(text)));

function lines(text, names) {
  const nodes = [];
  let quote = null;
  text.split("\n").forEach((line, i, all) => {
    const quoted = line.match(/^(?:&gt;|>) ?(.*)$/);
    if (quoted) {
      quote ??= nodes[nodes.push(el("blockquote")) - 1];
      quote.append(...inline(quoted[1], names), document.createElement("br"));
      return;
    }
    quote = null;
    nodes.push(...inline(line, names));
    if (i < all.length - 1) nodes.push(document.createElement("br"));
  });
  return nodes;
}

export function mrkdwn(text, names) {
  const nodes = [];
  text.split("```").forEach((part, i, all) => {
    const isCode = i % 2 === 1 && i < all.length - 1;
    if (isCode) nodes.push(el("pre", {}, decode(part.replace(/^\n/, ""))));
    else nodes.push(...lines(i % 2 === 1 ? "```" + part : part, names));
  });
  return nodes;
}

// A text object: plain_text parses nothing but emoji.
export function textObject(object, names) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text ?? "", names);
  const text = emojiText(object.text ?? "");
  return text.split("\n").flatMap((line, i) => (i ? [document.createElement("br"), line] : [line]));
}
