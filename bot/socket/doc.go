// Package socket is a Socket Mode client: it holds several WebSocket
// connections to Slack, hands over the envelopes that arrive on them, and
// carries the acknowledgements back.
//
// Start with [New] and [Pool.Run]; [Envelope] is what a handler gets; stop with
// [Pool.StopIntake], [Pool.Drain], and the end of Run's context.
//
// The Web API, apps.connections.open included, stays with slack-go. Its
// socketmode.Client is not used, for what v0.35.0 was seen to do against a
// local server:
//
//   - after a "disconnect" frame it reconnects without any delay, about 3,000
//     times a second, and never shows the frame's reason;
//   - it drops the commands that arrive on a connection after its "warning", and
//     closes the old connection before it opens the new one, which leaves a gap
//     at every refresh;
//   - Ack means queued, with no way to flush: cancelling right after it lost 28
//     to 50 of 50 acknowledgements; a late one leaves on another connection;
//   - it sends no pings, and so never learns whether an acknowledgement that
//     carried an answer was read (see ledger.go);
//   - an envelope that does not decode into its types is never acknowledged;
//   - token_expired, missing_scope and their like are retried for ever;
//   - its example handler spends 0.33 ms of CPU for each command.
//
// The protocol: https://docs.slack.dev/apis/events-api/using-socket-mode
package socket
