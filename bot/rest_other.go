//go:build !linux

package bot

func releaseProgram() {}
