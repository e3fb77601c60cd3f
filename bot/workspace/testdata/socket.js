// Slack's own Socket Mode and Web API clients against the workspace: a command
// is answered on its acknowledgement, a mention in its thread, a click through
// the response URL. Usage: node socket.js API_URL APP_TOKEN BOT_TOKEN
const { createRequire } = require('node:module');
const need = createRequire(process.env.NODE_HOME + '/');
const { SocketModeClient } = need('@slack/socket-mode');
const { WebClient } = need('@slack/web-api');

const [api, appToken, botToken] = process.argv.slice(2);
const web = new WebClient(botToken, { slackApiUrl: api });
const socket = new SocketModeClient({ appToken, clientOptions: { slackApiUrl: api } });

socket.on('slash_commands', async ({ ack, body }) => {
  await ack({
    response_type: 'ephemeral',
    text: `${body.command} ${body.text} from ${body.user_name}`,
    blocks: [{ type: 'actions', elements: [{ type: 'button', action_id: 'share', value: body.text, text: { type: 'plain_text', text: 'Share' } }] }],
  });
});

socket.on('app_mention', async ({ ack, event }) => {
  await ack();
  await web.chat.postMessage({ channel: event.channel, thread_ts: event.ts, text: `heard: ${event.text}` });
});

socket.on('interactive', async ({ ack, body }) => {
  await ack();
  await fetch(body.response_url, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ response_type: 'in_channel', text: `shared ${body.actions[0].value}` }),
  });
});

(async () => {
  const me = await web.auth.test();
  await socket.start();
  console.log(`ready ${me.user_id}`);
  process.stdin.resume();
  process.stdin.on('end', async () => { await socket.disconnect(); process.exit(0); });
})();
