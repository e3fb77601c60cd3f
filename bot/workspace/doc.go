// Package workspace is a Slack that one can run: the Web API, Socket Mode and
// a page for people, in memory, as strict as Slack is. The bot's tests, its
// load benchmark and the playground connect the real bot to it.
//
// Start with [New]: a Workspace is an http.Handler. The bot talks to it over
// HTTP and WebSocket as it talks to Slack (base URL of the Web API: /api/).
// People act through [Workspace.As]: they type commands, post, click, submit.
// What they then see is read from the same [Person]. Tests watch what happens
// with [Workspace.Wait] rather than by sleeping, break things with
// [Workspace.Fail], [Connection.Cut] and their like, and read what Slack would
// frown upon from [Workspace.Violations]. The page's JSON API is described in
// client.go.
//
// It parses raw JSON with types of its own and shares no code with the bot or
// with a Slack library, so that one misunderstanding of Slack cannot cancel
// another out.
package workspace
