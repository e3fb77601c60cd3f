// What the page knows of the workspace, and who is told when it changes.

export class Store extends EventTarget {
  users = new Map();
  channels = new Map();
  messages = new Map(); // channel id → messages, ephemeral ones included, by timestamp
  loading = new Map(); // channel id → what changed while it was being loaded
  unread = new Map(); // channel id → how many
  examples = [];
  app = { commands: [], shortcuts: [] };
  connections = 0;
  me = "";
  current = ""; // channel id
  thread = ""; // timestamp of the open thread's root

  // names is what rendering needs of people and channels.
  names = { user: (id) => this.userName(id), channel: (id) => this.channelName(id) };

  load(state) {
    this.me = state.me.id;
    this.app = state.app;
    this.examples = state.examples;
    this.connections = state.connections;
    this.users = new Map(state.users.map((u) => [u.id, u]));
    this.channels = new Map(state.channels.map((c) => [c.id, c]));
    if (!this.channels.has(this.current)) this.current = this.firstChannel();
  }

  firstChannel() {
    const mine = [...this.channels.values()].filter((c) => c.joined && !c.is_archived);
    return (mine.find((c) => c.name === "incidents") ?? mine[0])?.id ?? "";
  }

  userName(id) {
    const user = this.users.get(id);
    return user?.real_name || user?.name || id;
  }

  channelName(id) {
    const channel = this.channels.get(id);
    if (!channel) return id;
    return channel.is_im ? this.userName(channel.with) : channel.name;
  }

  list(channel) { return this.messages.get(channel) ?? []; }

  // roots are the messages that stand in the channel itself.
  roots(channel) {
    return this.list(channel).filter((m) => !m.thread_ts || m.thread_ts === m.ts || m.subtype === "thread_broadcast");
  }

  threadOf(channel, ts) { return this.list(channel).filter((m) => m.ts === ts || m.thread_ts === ts); }

  replies(channel, ts) { return this.threadOf(channel, ts).filter((m) => m.ts !== ts); }

  // fill loads a channel. What changes while the answer is on its way is kept
  // and applied to it, since it may have been written before; an answer that
  // another loading has overtaken is dropped.
  async fill(channel, loading) {
    const since = [];
    this.loading.set(channel, since);
    const messages = await loading;
    if (this.loading.get(channel) !== since) return;
    this.loading.delete(channel);
    this.messages.set(channel, messages);
    for (const change of since) change();
  }

  // forget drops what was loaded: somebody else looks now.
  forget() {
    this.messages.clear();
    this.loading.clear();
  }

  // put adds or replaces a message; it says whether it is new.
  put(message) {
    this.loading.get(message.channel)?.push(() => this.put(message));
    const list = this.messages.get(message.channel);
    if (!list) return true;
    const at = list.findIndex((m) => m.ts === message.ts && (m.for ?? "") === (message.for ?? ""));
    if (at >= 0) list[at] = message;
    else list.splice(position(list, message.ts), 0, message);
    return at < 0;
  }

  remove(channel, ts) {
    this.loading.get(channel)?.push(() => this.remove(channel, ts));
    const list = this.list(channel);
    const at = list.findIndex((m) => m.ts === ts);
    if (at >= 0) list.splice(at, 1);
  }

  openThread(ts) {
    this.thread = ts;
    this.dispatchEvent(new Event("thread"));
  }
}

function position(list, ts) {
  let at = list.length;
  while (at > 0 && list[at - 1].ts > ts) at--;
  return at;
}
