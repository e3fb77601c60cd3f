package main

import (
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"

	"httpcode/bot/blocks"
	"httpcode/bot/workspace"
)

// gallery is every message that the bot can send, for the page.
func gallery() ([]workspace.Sample, error) {
	var samples []workspace.Sample
	for _, sample := range blocks.Gallery() {
		shown := workspace.Sample{Name: sample.Name, On: "message"}
		var content []slack.Block
		switch {
		case sample.Message != nil:
			shown.Text, content = sample.Message.Text, sample.Message.Blocks
		case sample.Modal != nil:
			shown.On, content = "modal", sample.Modal.Blocks.BlockSet
			shown.Title = sample.Modal.Title.Text
		case sample.Home != nil:
			shown.On, content = "home", sample.Home.Blocks.BlockSet
		}
		encoded, err := json.Marshal(content)
		if err != nil {
			return nil, fmt.Errorf("encoding the sample %q: %w", sample.Name, err)
		}
		shown.Blocks = encoded
		samples = append(samples, shown)
	}
	return samples, nil
}
