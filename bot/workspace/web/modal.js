// Modals, as Slack shows them: a stack of views, of which the top is seen.

import { el, textObject } from "./mrkdwn.js";
import { renderBlocks, collectValues } from "./blocks.js";

// showView fills the dialog with a view. `hooks`: submit(values)
// sends it, close() tells that the person left. The view's own errors stand
// below their fields.
export function showView(dialog, view, context, hooks) {
  const form = el("form", { method: "dialog" });
  const close = el("button", { type: "button", "aria-label": "Close", onclick: () => leave() }, "✕");
  const content = el("div", { class: "modal-body" }, renderBlocks(view.blocks, context));
  form.append(
    el("div", { class: "modal-head" }, el("h2", { id: "modal-title" }, view.title ?? ""), close),
    content,
    el("div", { class: "modal-foot" },
      el("button", { type: "button", class: "button", onclick: () => leave() }, view.close || "Close"),
      view.submit ? el("button", { type: "submit", class: "button primary" }, view.submit) : null));
  const leave = () => { dialog.close(); hooks.close(); };
  form.onsubmit = async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    await hooks.submit(collectValues(form)).finally(() => { button.disabled = false; });
  };
  dialog.oncancel = (event) => { event.preventDefault(); leave(); };
  dialog.replaceChildren(form);
  showErrors(form, view.errors);
  dialog.dataset.view = view.id;
  if (!dialog.open) dialog.showModal();
  form.querySelector("input, textarea, select, .modal-body .button")?.focus();
}

function showErrors(form, errors) {
  for (const place of form.querySelectorAll(".error")) place.textContent = "";
  for (const [block, message] of Object.entries(errors ?? {})) {
    const field = form.querySelector(`[data-block="${CSS.escape(block)}"]`);
    const place = field?.closest(".input")?.querySelector(".error");
    if (place) place.textContent = message;
  }
}

// confirm asks as a button's confirm object wants it.
export function confirm(dialog, object, names) {
  return new Promise((resolve) => {
    const answer = (yes) => { dialog.close(); resolve(yes); };
    dialog.replaceChildren(
      el("div", { class: "modal-head" }, el("h2", { id: "confirm-title" }, textObject(object.title, names))),
      el("div", { class: "modal-body" }, textObject(object.text, names)),
      el("div", { class: "modal-foot" },
        el("button", { type: "button", class: "button", onclick: () => answer(false) }, object.deny?.text ?? "Cancel"),
        el("button", { type: "button", class: "button " + (object.style ?? "primary"), onclick: () => answer(true) }, object.confirm?.text ?? "Yes")));
    dialog.oncancel = () => resolve(false);
    dialog.showModal();
  });
}
