// The workspace's API for this page: see client.go, which documents it.

async function ask(path, options) {
  const response = await fetch("/client/" + path, options).catch(() => {
    throw new Error("The playground does not answer. Start it again; this page goes on then.");
  });
  const answer = await response.json().catch(() => ({ ok: false, error: `the workspace answered ${response.status}` }));
  if (!response.ok || answer.ok === false) throw new Error(answer.error ?? `the workspace answered ${response.status}`);
  return answer;
}

// client names this tab, also after it is loaded anew: modals open in it alone.
const client = (sessionStorage.client ??= Math.random().toString(36).slice(2));

const get = (path, query = {}) => ask(`${path}?${new URLSearchParams(query)}`);

const post = (path, body) => ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ client, ...body }) });

export const api = {
  state: (user) => get("state", { user, client }),
  messages: async (user, channel) => (await get("messages", { user, channel })).messages,
  traffic: async (after = 0) => (await get("traffic", { after })).exchanges,
  gallery: async () => (await get("gallery")).gallery,

  send: (deed) => post("send", deed),
  act: (deed) => post("act", deed),
  shortcut: (deed) => post("shortcut", deed),
  openHome: (deed) => post("home", deed),
  actInView: (deed) => post("view/act", deed),
  submitView: (deed) => post("view/submit", deed),
  closeView: (deed) => post("view/close", deed),

  // follow calls onUpdate for each change, and onLink when the stream is open
  // (again) or gone. It returns a function that ends it.
  follow(user, onUpdate, onLink) {
    const source = new EventSource("/client/events?" + new URLSearchParams({ user }));
    source.onmessage = (event) => onUpdate(JSON.parse(event.data));
    source.onopen = () => onLink(true);
    source.onerror = () => onLink(false);
    return () => source.close();
  },
};
