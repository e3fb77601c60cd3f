package diagnosis

import (
	"os/exec"
	"runtime"
	"syscall"
)

// runBound runs a program that ends when the test binary does, however that
// ends, and takes its children with it: they are a process group of their own.
func runBound(cmd *exec.Cmd) {
	// The system sends the signal when the thread that started the program ends.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	cmd.Run()
	if cmd.Process != nil {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	}
}
