// Package workspace is a Slack that one can run: Web API, Socket Mode, and a page.
package workspace
