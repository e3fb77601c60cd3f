package main

import (
	"fmt"

	"go.yaml.in/yaml/v4"

	"httpcode/bot"
)

type manifestCommand struct {
	Format string `enum:"yaml,json" default:"yaml" help:"yaml or json."`
}

func (c *manifestCommand) Run(std streams) error {
	if c.Format == "yaml" {
		if _, err := std.out.Write(bot.Manifest); err != nil {
			return fmt.Errorf("writing the manifest: %w", err)
		}
		return nil
	}
	var manifest map[string]any
	if err := yaml.Unmarshal(bot.Manifest, &manifest); err != nil {
		return fmt.Errorf("decoding the manifest: %w", err)
	}
	return printJSON(std.out, manifest)
}
