// Package probe finds out about a URL: one GET per address, phases timed,
// redirects followed, every connection judged by a guard. Its result, a
// [Report], is plain data; what it means is told by package diagnosis.
package probe
