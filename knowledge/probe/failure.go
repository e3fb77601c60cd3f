package probe

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"
)

// fail makes a Failure whose Detail is fit to be shown. Hop is set by the walk.
func fail(kind Kind, code, detail string) *Failure {
	return &Failure{Kind: kind, Code: code, Detail: clip(RedactText(printable(detail)), 500)}
}

// sentence makes what a library says of an error a sentence of its own.
func sentence(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:] + "."
}

// small makes a sentence fit to follow a colon.
func small(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(first)) + s[size:]
}

// errno is the operating system's name of an error, "" for any other error.
func errno(err error) string {
	var no syscall.Errno
	if !errors.As(err, &no) {
		return ""
	}
	for name, known := range errnoNames {
		if no == known {
			return name
		}
	}
	return ""
}

var errnoNames = map[string]syscall.Errno{
	"ECONNREFUSED": syscall.ECONNREFUSED, "ECONNRESET": syscall.ECONNRESET, "ECONNABORTED": syscall.ECONNABORTED,
	"EPIPE": syscall.EPIPE, "ETIMEDOUT": syscall.ETIMEDOUT, "EHOSTUNREACH": syscall.EHOSTUNREACH,
	"ENETUNREACH": syscall.ENETUNREACH, "ENETDOWN": syscall.ENETDOWN, "EADDRNOTAVAIL": syscall.EADDRNOTAVAIL,
	"EACCES": syscall.EACCES, "EPERM": syscall.EPERM, "EMFILE": syscall.EMFILE,
}

func isTimeout(err error) bool {
	var netErr net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) ||
		errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &netErr) && netErr.Timeout()
}

func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.ECONNABORTED)
}

func isClosed(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed)
}

// cause is an error's last, most telling part: "connection refused" rather
// than "dial tcp 192.0.2.1:443: connect: connection refused".
func cause(err error) string {
	var op *net.OpError
	for errors.As(err, &op) && op.Err != nil {
		err = op.Err
		op = nil
	}
	var call *os.SyscallError
	if errors.As(err, &call) {
		err = call.Err
	}
	return strings.TrimSpace(err.Error())
}

// connectFailure tells apart why a TCP connection did not come about.
func connectFailure(err error) *Failure {
	var refusal *Refusal
	code := errno(err)
	switch {
	case errors.As(err, &refusal):
		return fail(Blocked, refusal.Code, refusal.Rule)
	case code == "ECONNREFUSED":
		return fail(ConnectRefused, code, "The connection was refused: nothing listens on this port, or a firewall rejects it.")
	case code == "ETIMEDOUT" || code == "" && isTimeout(err):
		return fail(ConnectTimeout, code, "The connection was not answered in time.")
	case isReset(err):
		return fail(ConnectionReset, code, "The connection was reset while it was being set up.")
	case code == "EACCES" || code == "EPERM":
		return fail(ConnectUnreachable, code, "The operating system of the vantage point does not permit the connection: a firewall rule there.")
	case code == "":
		return fail(ConnectUnreachable, code, "The connection failed: "+cause(err)+".")
	}
	return fail(ConnectUnreachable, code, "There is no way to this address from here: "+cause(err)+".")
}
