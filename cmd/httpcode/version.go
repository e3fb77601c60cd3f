package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set at link time for releases (-X main.version=v1.2.3); other
// builds are named by what the Go tool recorded.
var version string

type versionCommand struct{}

func (versionCommand) Run(std streams) error {
	build := readBuild()
	fmt.Fprintf(std.out, "httpcode %s\ncommit %s\n%s %s/%s\n",
		build.version, build.commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// build is what the binary knows of its making.
type build struct{ version, commit string }

func readBuild() build {
	b := build{version: "(devel)", commit: "unknown"}
	info, ok := debug.ReadBuildInfo()
	if ok && info.Main.Version != "" {
		b.version = info.Main.Version
	}
	if version != "" {
		b.version = version
	}
	if !ok {
		return b
	}
	for _, setting := range info.Settings {
		switch {
		case setting.Key == "vcs.revision":
			b.commit = setting.Value
		case setting.Key == "vcs.modified" && setting.Value == "true":
			b.commit += " (modified)"
		}
	}
	return b
}

// userAgent names this program to the servers that it asks.
func userAgent() string {
	return "httpcode/" + readBuild().version + " (checks one URL when a person asks for it)"
}
