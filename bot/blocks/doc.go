// Package blocks tells answers in Block Kit: pure functions from plain data.
//
// Start at [Card]: an answer as plain data, built by [FromCheck] and
// [FromExplanation], shown by [Card.Message], carried in a button by
// [Card.Value] and read back by [ParseCard]. What is read back shows exactly
// what was shown before, which is what makes sharing work after a restart and
// on another replica.
//
// # Voice
//
// The verdict comes first, as one sentence with the status or the failure.
// Evidence follows, then causes, likeliest first, then steps that can be done
// now. Calm, short, exact, plain words; no jokes, no blame, no filler, no
// exclamation marks. "Cannot tell" is an honest answer. A sign (✓, ✗, !)
// repeats what the words say and never replaces them. A refusal says what was
// wrong and the exact thing to try instead. What one row has said, no other
// repeats: a phone has room for little. What is long is folded into Details; a
// channel is never flooded.
//
// # Safety
//
// Text from outside goes into rich_text elements, which Slack does not parse,
// or is escaped where a field is parsed (the fallback text). It mentions
// nobody and links nowhere. The only mentions are the person who shared and
// the owner that the team's own runbook names; the only links are those of the
// catalogue's sources and the runbooks.
package blocks
