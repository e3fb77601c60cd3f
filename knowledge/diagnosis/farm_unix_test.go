//go:build unix

package diagnosis

import (
	"fmt"
	"io"
	"os/exec"
	"syscall"
)

// undertaker kills the process groups that it was told of once its input
// ends, as it does however the test binary dies; after "end" it has nothing
// to do. (Linux's parent-death signal would not do: programs that give up root
// lose it.)
const undertaker = `pids=; while read -r pid; do [ "$pid" = end ] && exit; pids="$pids $pid"; done; for pid in $pids; do kill -KILL -$pid; done`

// startUndertaker returns the undertaker's input.
func startUndertaker() (io.Writer, error) {
	cmd := exec.Command("/bin/sh", "-c", undertaker)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	return in, cmd.Start()
}

// runBound runs a program until its context ends or the test binary does, and
// takes its children with it: they are a process group of their own.
func runBound(cmd *exec.Cmd, undertaker io.Writer) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if cmd.Start() != nil {
		return
	}
	fmt.Fprintln(undertaker, cmd.Process.Pid)
	cmd.Wait()
	syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
}
