package knowledge

// errnoNumbers are the numbers of Linux (include/uapi/asm-generic/errno.h) by
// which programs call an errno; other systems number most of them otherwise.
var errnoNumbers = map[string]string{
	"1": "EPERM", "2": "ENOENT", "4": "EINTR", "5": "EIO", "9": "EBADF", "11": "EAGAIN", "12": "ENOMEM", "13": "EACCES", "14": "EFAULT",
	"22": "EINVAL", "23": "ENFILE", "24": "EMFILE", "28": "ENOSPC", "32": "EPIPE", "71": "EPROTO", "90": "EMSGSIZE", "95": "EOPNOTSUPP",
	"97": "EAFNOSUPPORT", "98": "EADDRINUSE", "99": "EADDRNOTAVAIL", "100": "ENETDOWN", "101": "ENETUNREACH", "102": "ENETRESET",
	"103": "ECONNABORTED", "104": "ECONNRESET", "105": "ENOBUFS", "106": "EISCONN", "107": "ENOTCONN", "110": "ETIMEDOUT",
	"111": "ECONNREFUSED", "112": "EHOSTDOWN", "113": "EHOSTUNREACH", "114": "EALREADY", "115": "EINPROGRESS",
}
