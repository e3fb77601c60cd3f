// Package bot is what Slack sees: it listens, asks knowledge, and speaks.
//
// [New] prepares a [Bot], Run connects it. An envelope of package socket comes
// to receive, on its connection's reader:
//
//   - a command that the catalogue answers is answered in the acknowledgement
//     itself (command.go), one trip without a call of the Web API;
//   - everything else is acknowledged at once and becomes a job on one of two
//     lanes: quick, for what waits for Slack only, and slow, for what waits
//     for a URL. Both are bounded; where one is full, the person is told.
//
// A question is read by [ParseRequest] and decide; the answer is a
// blocks.Card. A teller delivers it by the way that belongs to the place it was
// asked in, through the outbox, and by another way where Slack refuses.
//
// Buttons carry the card that they belong to, so that they work after a
// restart and on another replica: nothing in memory is needed for them. What is
// in memory (deliveries seen, a person's recent checks, a thread's earlier
// results) is bounded, and its loss is no harm.
//
// What is the team's own, runbooks and private addresses that the operator
// allowed, is not told where people of other organisations read, nor to guests.
package bot
