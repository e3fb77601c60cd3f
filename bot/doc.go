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
// What is promised of a question that reached the bot: it is answered. It is
// answered once, unless a fault left it unknowable whether the answer arrived
// (a 5xx or no response to a call that posts, in a channel that the app may not
// read; a connection that ended with an acknowledgement on its way): then a
// second answer may come, and says so. An answer on an acknowledgement is owed
// until Slack has proven to have read it (owed.go, and the ledger of package
// socket). Not promised is what no app can: an envelope that a broken connection
// swallowed. Events come again; of a command Slack tells the person that it
// failed. The chaos tests hold each question against the faults of its own
// deliveries.
//
// Buttons carry the card that they belong to, so that they work after a
// restart and on another replica: nothing in memory is needed for them. What is
// in memory (deliveries seen, a person's recent checks, a thread's earlier
// results) is bounded, and its loss is no harm.
//
// What is the team's own, runbooks and private addresses that the operator
// allowed, is not told where people of other organisations read, nor to guests.
package bot
