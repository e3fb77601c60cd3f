// Package bot is what Slack sees: it listens, asks knowledge, and speaks.
package bot
