package diagnosis

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"
)

// startBackends serves what the programs have behind them: a port where
// nothing listens, connections that hang, break off or speak no HTTP, and
// Go's own server and proxy.
func (f *farm) startBackends() {
	f.serve("mute", func(c net.Conn) { io.Copy(io.Discard, c) })
	f.serve("closer", func(c net.Conn) { readRequest(c) })
	f.serve("garbage", func(c net.Conn) { readRequest(c); io.WriteString(c, "SSH-2.0-OpenSSH_9.2\r\n") })
	f.serveHTTP("go", goApp())
	target := &url.URL{Scheme: "http", Host: "127.0.0.1:1"} // tcpmux, which nobody serves
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	f.serveHTTP("goproxy", proxy)
}

func goApp() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "fine") })
	mux.HandleFunc("/500", func(w http.ResponseWriter, r *http.Request) { http.Error(w, "cannot reach the database", 500) })
	slow := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	mux.Handle("/slow", http.TimeoutHandler(http.HandlerFunc(slow), time.Millisecond, ""))
	mux.HandleFunc("POST /post", func(w http.ResponseWriter, r *http.Request) {})
	mux.HandleFunc("/json", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(500)
		io.WriteString(w, `{"error":"broken"}`)
	})
	mux.HandleFunc("/page", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(404)
		io.WriteString(w, "<h1>No such page</h1>")
	})
	// An impostor: the application serves a copy of nginx's page.
	mux.HandleFunc("/impostor", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Server", "Werkzeug/3.0.1 Python/3.12.1")
		w.WriteHeader(502)
		io.WriteString(w, "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n")
	})
	return mux
}

func (f *farm) serveHTTP(name string, h http.Handler) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	f.ports[name] = l.Addr().(*net.TCPAddr).Port
	go http.Serve(l, h)
}

// serve answers each connection by handle, in its own goroutine.
func (f *farm) serve(name string, handle func(net.Conn)) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	f.ports[name] = l.Addr().(*net.TCPAddr).Port
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				c.SetDeadline(time.Now().Add(20 * time.Second))
				handle(c)
			}()
		}
	}()
}

func readRequest(c net.Conn) { c.Read(make([]byte, 4096)) }
