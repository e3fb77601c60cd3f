// Package blocks tells answers in Block Kit: pure functions from plain data.
package blocks
