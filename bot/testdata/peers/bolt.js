// The same bot through @slack/bolt, for the load benchmark: /httpcode CODE is
// answered on the acknowledgement, a mention in its thread.
//
//   NODE_PATH=…/node_modules SLACK_API_URL=… SLACK_BOT_TOKEN=… SLACK_APP_TOKEN=… PEER_ANSWER=… node bolt.js
const { App, LogLevel } = require('@slack/bolt');

const answer = JSON.parse(process.env.PEER_ANSWER);

const app = new App({
  token: process.env.SLACK_BOT_TOKEN,
  appToken: process.env.SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
});

app.command('/httpcode', async ({ ack }) => ack({ response_type: 'ephemeral', ...answer }));

app.event('app_mention', async ({ event, say }) => say({ thread_ts: event.thread_ts || event.ts, ...answer }));

app.start().catch((error) => {
  console.error(error);
  process.exit(1);
});
