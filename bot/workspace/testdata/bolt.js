// Bolt for JavaScript against the workspace, doing what socket.js does.
// Usage: node bolt.js API_URL APP_TOKEN BOT_TOKEN
const { createRequire } = require('node:module');
const need = createRequire(process.env.NODE_HOME + '/');
const { App, LogLevel } = need('@slack/bolt');

const [api, appToken, token] = process.argv.slice(2);
const app = new App({ token, appToken, socketMode: true, clientOptions: { slackApiUrl: api }, logLevel: LogLevel.ERROR });

app.command('/httpcode', async ({ ack, command }) => {
  await ack({
    response_type: 'ephemeral',
    text: `${command.command} ${command.text} from ${command.user_name}`,
    blocks: [{ type: 'actions', elements: [{ type: 'button', action_id: 'share', value: command.text, text: { type: 'plain_text', text: 'Share' } }] }],
  });
});
app.event('app_mention', async ({ event, say }) => { await say({ thread_ts: event.ts, text: `heard: ${event.text}` }); });
app.action('share', async ({ ack, respond, action }) => { await ack(); await respond({ response_type: 'in_channel', text: `shared ${action.value}`, replace_original: false }); });
app.shortcut('explain', async ({ ack, shortcut, client }) => {
  await ack();
  await client.views.open({
    trigger_id: shortcut.trigger_id,
    view: {
      type: 'modal', callback_id: 'note', title: { type: 'plain_text', text: 'Explain' }, submit: { type: 'plain_text', text: 'Send' },
      blocks: [{ type: 'input', block_id: 'note', label: { type: 'plain_text', text: 'Note' }, element: { type: 'plain_text_input', action_id: 'text' } }],
    },
  });
});
app.view('note', async ({ ack, view, body, client }) => {
  const text = view.state.values.note.text.value;
  if (text === 'bad') { await ack({ response_action: 'errors', errors: { note: 'Not that one.' } }); return; }
  await ack();
  await client.chat.postMessage({ channel: body.user.id, text: `noted ${text}` });
});

(async () => {
  await app.start();
  console.log('ready');
  process.stdin.resume();
  process.stdin.on('end', async () => { await app.stop(); process.exit(0); });
})();
