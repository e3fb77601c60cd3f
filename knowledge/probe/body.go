package probe

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// acceptEncoding is what browsers offer over TLS.
const acceptEncoding = "gzip, deflate, br, zstd"

// readBody reads at most MaxBody bytes. complete says that this was all; err
// is how the reading ended where it was not.
func readBody(r io.Reader) (body []byte, complete bool, err error) {
	body, err = io.ReadAll(io.LimitReader(r, MaxBody+1))
	if len(body) > MaxBody {
		return body[:MaxBody], false, nil
	}
	return body, err == nil, err
}

// decodeBody undoes a Content-Encoding. complete says that raw is the whole
// body: then a stream that breaks off is an error, as is any stream that is
// not what the header says. Unknown codings are left alone, as browsers do.
// However much raw unfolds to, MaxBody bytes are kept.
func decodeBody(raw []byte, encoding string, complete bool) (body []byte, whole bool, err error) {
	if len(raw) == 0 {
		return raw, complete, nil
	}
	codings := strings.Split(strings.ToLower(encoding), ",")
	slices.Reverse(codings)
	body, whole = raw, complete
	for _, coding := range codings {
		r, err := decoder(strings.TrimSpace(coding), body)
		if err != nil && !whole && isClosed(err) {
			return nil, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		if r == nil {
			continue
		}
		decoded, err := io.ReadAll(io.LimitReader(r, MaxBody+1))
		r.Close()
		if err != nil && (whole || !errors.Is(err, io.ErrUnexpectedEOF)) {
			return decoded, false, err
		}
		body, whole = decoded, whole && len(decoded) <= MaxBody
		body = body[:min(len(body), MaxBody)]
	}
	return body, whole, nil
}

// decoder unfolds one coding; nil for those that need or know no unfolding.
func decoder(coding string, data []byte) (io.ReadCloser, error) {
	in := bytes.NewReader(data)
	switch coding {
	case "gzip", "x-gzip":
		r, err := gzip.NewReader(in)
		if err == nil {
			r.Multistream(false) // browsers ignore what follows the first stream
		}
		return closer(r, err)
	case "deflate":
		// RFC 9110 means zlib; some servers send the bare stream, and browsers take both.
		if r, err := zlib.NewReader(in); err == nil {
			return r, nil
		}
		return flate.NewReader(bytes.NewReader(data)), nil
	case "br":
		return io.NopCloser(brotli.NewReader(in)), nil
	case "zstd":
		// RFC 9659 bounds the window to 8 MiB; one goroutine, so that none outlives us.
		r, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(8<<20), zstd.WithDecoderMaxMemory(16<<20))
		if err != nil {
			return nil, err
		}
		return r.IOReadCloser(), nil
	}
	return nil, nil
}

// closer keeps a typed nil from becoming a reader.
func closer(r *gzip.Reader, err error) (io.ReadCloser, error) {
	if err != nil {
		return nil, err
	}
	return r, nil
}
