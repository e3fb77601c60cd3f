// The few emoji that the bot and its people use. The three that carry a verdict
// are drawn, so that they look the same where no emoji font is installed; an
// unknown one keeps its name.

const characters = {
  eyes: "👀", white_check_mark: "✅", x: "❌", warning: "⚠️", hourglass_flowing_sand: "⏳",
  rotating_light: "🚨", thumbsup: "👍", "+1": "👍", wave: "👋", book: "📖", mag: "🔍",
};

const drawn = {
  white_check_mark: ["good", "M4 10.5 8.2 15 16 5.5", "Good"],
  x: ["bad", "M5 5 15 15M15 5 5 15", "Problem"],
  warning: ["warned", "M10 3 18 17H2ZM10 8v4.2M10 14.4v.2", "Warning"],
};

export const emojiText = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => characters[name] ?? whole);

export function emojiNode(name) {
  const sign = drawn[name];
  if (!sign) return document.createTextNode(emojiText(`:${name}:`));
  const [tone, path, label] = sign;
  const svg = svgElement("svg", { viewBox: "0 0 20 20", class: `sign ${tone}`, role: "img", "aria-label": label });
  svg.append(svgElement("path", { d: path }));
  return svg;
}

function svgElement(tag, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}
