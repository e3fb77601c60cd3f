// Where a person types: a command, a mention, or words.

import { el } from "./mrkdwn.js";

// makeComposer fills a form. `send(text)` returns a promise; text that was not
// taken stays in the field.
export function makeComposer(form, { id, label, placeholder, send }) {
  const field = el("textarea", { id, rows: 1, placeholder, "aria-label": label, autocomplete: "off", spellcheck: "false" });
  const button = el("button", { type: "submit", class: "button primary" }, "Send");
  form.replaceChildren(field, button);
  const past = [];
  let at = 0;
  form.noValidate = true; // what was refused may be sent again as it stands
  form.onsubmit = async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    field.setCustomValidity("");
    past.push(text);
    at = past.length;
    try {
      await send(text);
    } catch (error) {
      field.value = text;
      field.setCustomValidity(error.message);
      field.reportValidity();
      field.addEventListener("input", () => field.setCustomValidity(""), { once: true });
    }
  };
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
    const older = event.key === "ArrowUp" && (field.value === "" || field.value === past[at]);
    const newer = event.key === "ArrowDown" && field.value === past[at];
    if (!older && !newer) return;
    event.preventDefault();
    at = Math.min(past.length, Math.max(0, at + (older ? -1 : 1)));
    field.value = past[at] ?? "";
  });
  // disable says why nothing can be written here, or takes it back ("").
  const disable = (why) => {
    field.disabled = button.disabled = Boolean(why);
    field.placeholder = why || placeholder;
  };
  return { field, disable, fill: (text) => { field.value = text; field.focus(); } };
}
