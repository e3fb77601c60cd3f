package diagnosis

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"httpcode/knowledge/testneed"
)

// program is a real server, as a distribution ships it, with a configuration
// from testdata/servers. In arguments and files, @DIR@ is the farm's folder
// and @name0@ the first port of the program of that name.
type program struct {
	name    string
	ports   int
	command []string // any one of these
	args    []string
	env     []string
	needs   string // a file that must exist beside the command
	early   bool   // it accepts connections before it can answer
}

var programs = []program{
	{name: "nginx", ports: 5, command: []string{"nginx"}, args: []string{"-e", "@DIR@/error.log", "-c", "@DIR@/nginx.conf"}},
	{name: "haproxy", ports: 2, command: []string{"haproxy"}, args: []string{"-q", "-f", "@DIR@/haproxy.cfg"}},
	{name: "apache", ports: 3, command: []string{"apache2"}, args: []string{"-f", "@DIR@/apache.conf", "-DFOREGROUND"}},
	{name: "hidden", ports: 1, command: []string{"apache2"}, args: []string{"-f", "@DIR@/apache-hidden.conf", "-DFOREGROUND"}},
	{name: "varnish", ports: 1, command: []string{"varnishd"}, args: []string{
		"-F", "-j", "none", "-n", "@DIR@/varnish", "-a", "127.0.0.1:@varnish0@", "-f", "@DIR@/default.vcl", "-s", "default,8m", "-T", "none"}},
	{name: "caddy", ports: 2, command: []string{"caddy"}, args: []string{"run", "--config", "@DIR@/Caddyfile", "--adapter", "caddyfile"}},
	{name: "lighttpd", ports: 1, command: []string{"lighttpd"}, args: []string{"-D", "-f", "@DIR@/lighttpd.conf"}},
	{name: "gunicorn", ports: 1, command: []string{"gunicorn"}, args: []string{"-b", "127.0.0.1:@gunicorn0@", "--chdir", "@DIR@", "wsgi:app"}},
	{name: "flask", ports: 1, command: []string{"gunicorn"}, args: []string{"-b", "127.0.0.1:@flask0@", "--chdir", "@DIR@", "flaskapp:app"},
		needs: "/usr/lib/python3/dist-packages/flask"},
	{name: "django", ports: 1, command: []string{"gunicorn"}, args: []string{"-b", "127.0.0.1:@django0@", "--chdir", "@DIR@", "djangoapp:app"},
		needs: "/usr/lib/python3/dist-packages/django"},
	{name: "uwsgi", ports: 2, command: []string{"uwsgi"}, args: []string{"--plugin", "python3", "--http-socket", "127.0.0.1:@uwsgi0@",
		"--socket", "127.0.0.1:@uwsgi1@", "--chdir", "@DIR@", "--wsgi-file", "wsgi.py", "--callable", "app", "--die-on-term"}},
	{name: "noapp", ports: 2, command: []string{"uwsgi"}, args: []string{"--plugin", "python3", "--http-socket", "127.0.0.1:@noapp0@",
		"--socket", "127.0.0.1:@noapp1@", "--die-on-term"}},
	{name: "uvicorn", ports: 1, command: []string{"/usr/bin/python3"}, args: []string{"-m", "uvicorn", "--app-dir", "@DIR@", "--port", "@uvicorn0@", "asgiapp:app"},
		needs: "/usr/lib/python3/dist-packages/uvicorn"},
	{name: "aiohttp", ports: 1, command: []string{"/usr/bin/python3"}, args: []string{"@DIR@/aioapp.py", "@aiohttp0@"},
		needs: "/usr/lib/python3/dist-packages/aiohttp"},
	{name: "tornado", ports: 1, command: []string{"/usr/bin/python3"}, args: []string{"@DIR@/tornadoapp.py", "@tornado0@"},
		needs: "/usr/lib/python3/dist-packages/tornado"},
	{name: "pyhttp", ports: 1, command: []string{"python3"}, args: []string{"-m", "http.server", "-b", "127.0.0.1", "-d", "@DIR@/www", "@pyhttp0@"}},
	{name: "node", ports: 1, command: []string{"node"}, args: []string{"@DIR@/node.js", "@node0@"}},
	{name: "express", ports: 2, command: []string{"node"}, args: []string{"@DIR@/express.js", "@express0@", "@express1@"},
		env: []string{"NODE_PATH=/usr/share/nodejs"}, needs: "/usr/share/nodejs/express"},
	{name: "php", ports: 1, command: []string{"php-fpm8.2", "php-fpm8.4", "php-fpm8.3", "php-fpm"}, args: []string{"-R", "-F", "-n", "-y", "@DIR@/php-fpm.conf"}},
	{name: "tomcat", ports: 2, early: true, command: []string{"java"}, needs: "/usr/share/tomcat10/bin/bootstrap.jar", args: []string{
		"-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xmx96m", "-Dcatalina.base=@DIR@/tomcat", "-Dcatalina.home=/usr/share/tomcat10",
		"-Djava.io.tmpdir=@DIR@", "-cp", "/usr/share/tomcat10/bin/bootstrap.jar:/usr/share/tomcat10/bin/tomcat-juli.jar",
		"org.apache.catalina.startup.Bootstrap", "start"}},
	{name: "h2o", ports: 1, command: []string{"h2o"}, args: []string{"-c", "@DIR@/h2o.conf"}},
	{name: "nghttpx", ports: 1, command: []string{"nghttpx"}, args: []string{
		"--conf=/dev/null", "-f127.0.0.1,@nghttpx0@;no-tls", "-b127.0.0.1,@down@", "--workers=1", "--errorlog-file=@DIR@/nghttpx.log"}},
	{name: "waitress", ports: 1, command: []string{"/usr/bin/python3"}, args: []string{"-m", "waitress", "--listen=127.0.0.1:@waitress0@", "wsgi:app"},
		needs: "/usr/lib/python3/dist-packages/waitress"},
	{name: "puma", ports: 1, command: []string{"puma"}, args: []string{"-b", "tcp://127.0.0.1:@puma0@", "-e", "production", "-C", "-", "@DIR@/config.ru"}},
	{name: "webrick", ports: 1, command: []string{"ruby"}, args: []string{"-run", "-e", "httpd", "@DIR@/www", "-b", "127.0.0.1", "-p", "@webrick0@"}},
	{name: "phpserver", ports: 1, command: []string{"php"}, args: []string{"-n", "-S", "127.0.0.1:@phpserver0@", "-t", "@DIR@/www"}},
	{name: "squid", ports: 1, command: []string{"squid"}, args: []string{"-N", "-f", "@DIR@/squid.conf"}},
}

// farm is all the programs that this machine has, started once for all tests,
// each on free ports of the loopback interface, and backends that misbehave.
type farm struct {
	dir     string
	ports   map[string]int // by name and number: nginx0
	started map[string]*started
	stop    context.CancelFunc
	running sync.WaitGroup

	undertaker io.Writer // is told of every program: see startUndertaker
}

type started struct {
	ready  chan struct{} // closed when it answers or has failed to
	err    error
	output bytes.Buffer
}

var theFarm = sync.OnceValues(func() (*farm, error) {
	dir, err := os.MkdirTemp("", "farm")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	f := &farm{dir: dir, ports: map[string]int{}, started: map[string]*started{}, stop: cancel}
	if f.undertaker, err = startUndertaker(); err != nil {
		return nil, err
	}
	f.startBackends()
	if err := f.choosePorts(); err != nil {
		return nil, err
	}
	if err := f.writeFiles(); err != nil {
		return nil, err
	}
	for _, p := range programs {
		f.start(ctx, p)
	}
	return f, nil
})

func TestMain(m *testing.M) {
	status := m.Run()
	if farmWanted {
		if f, err := theFarm(); err == nil {
			f.stop()
			f.running.Wait()
			fmt.Fprintln(f.undertaker, "end")
			os.RemoveAll(f.dir)
		}
	}
	os.Exit(status)
}

// farmWanted says that some test asked for the farm.
var farmWanted bool

// choosePorts gives every program its ports: the system's choice, all held
// until the last is chosen, so that they differ.
func (f *farm) choosePorts() error {
	names := []string{"down"} // where nothing listens
	for _, p := range programs {
		for i := range p.ports {
			names = append(names, p.name+strconv.Itoa(i))
		}
	}
	for _, name := range names {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer l.Close()
		f.ports[name] = l.Addr().(*net.TCPAddr).Port
	}
	return nil
}

// writeFiles fills the folder with the configurations, ports and paths put in.
func (f *farm) writeFiles() error {
	os.Chmod(f.dir, 0o755) // programs that give up root must read it
	pairs := []string{"@DIR@", f.dir, "@APACHE_USER@", "", "@PHP_USER@", ""}
	if os.Getuid() == 0 {
		pairs[3], pairs[5] = "User www-data\nGroup www-data", "user = www-data"
	}
	for name, port := range f.ports {
		pairs = append(pairs, "@"+name+"@", strconv.Itoa(port))
	}
	fill := strings.NewReplacer(pairs...)
	src := os.DirFS("testdata/servers")
	err := fs.WalkDir(src, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(src, path)
		if err != nil {
			return err
		}
		to := filepath.Join(f.dir, path)
		os.MkdirAll(filepath.Dir(to), 0o755)
		return os.WriteFile(to, []byte(fill.Replace(string(data))), 0o644)
	})
	if err != nil {
		return err
	}
	write := func(path, text string) {
		to := filepath.Join(f.dir, path)
		os.MkdirAll(filepath.Dir(to), 0o755)
		os.WriteFile(to, []byte(text), 0o644)
	}
	write("www/index.html", "<!doctype html><title>Home</title><p>fine")
	write("www/custom.html", "<!doctype html><title>Nothing here</title><p>A page of our own.")
	write("www/gateway.html", "<!doctype html><title>Sorry</title><p>Something behind us is broken.")
	write("www/dir/only.txt", "x")
	write("users", "staff:$apr1$y0Zl5Y6Z$3Jx3m1JrYQ9vUqj0v9Jc7/\n")
	write("plain-users", "staff:nobody-knows\n")
	conf, _ := os.ReadFile(filepath.Join(f.dir, "server.xml"))
	write("tomcat/conf/server.xml", string(conf))
	web, _ := os.ReadFile(filepath.Join(f.dir, "web.xml"))
	write("tomcat/conf/web.xml", string(web))
	write("tomcat/webapps/ROOT/index.html", "<p>fine")
	write("tomcat/webapps/ROOT/raise.jsp", `<% if (true) throw new RuntimeException("on purpose"); %>`)
	http503, _ := os.ReadFile(filepath.Join(f.dir, "503.http"))
	write("503.http", strings.ReplaceAll(string(http503), "\n", "\r\n"))
	return f.writeCertificate()
}

func (f *farm) writeCertificate() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "farm"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(1000 * time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	os.WriteFile(filepath.Join(f.dir, "cert.pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644)
	return os.WriteFile(filepath.Join(f.dir, "key.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}), 0o644)
}

// start runs the program until the farm stops.
func (f *farm) start(ctx context.Context, p program) {
	path := installed(p)
	if path == "" {
		return
	}
	s := &started{ready: make(chan struct{})}
	f.started[p.name] = s
	args := make([]string, len(p.args))
	for i, a := range p.args {
		args[i] = f.fill(a)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 3 * time.Second
	cmd.Dir = f.dir
	cmd.Env = append(os.Environ(), append(p.env, "HOME="+f.dir, "TMPDIR="+f.dir, "PYTHONDONTWRITEBYTECODE=1")...)
	cmd.Stdout, cmd.Stderr = &s.output, &s.output
	gone := make(chan struct{})
	f.running.Go(func() {
		defer close(gone)
		runBound(cmd, f.undertaker)
	})
	go func() {
		defer close(s.ready)
		for i := range p.ports {
			if err := f.await(p.name+strconv.Itoa(i), gone); err != nil {
				s.err = fmt.Errorf("%s: %w\n%s", p.name, err, s.output.String())
			} else if p.early {
				f.ask(p.name + strconv.Itoa(i))
			}
		}
	}()
}

// fill puts the folder and the ports into an argument.
func (f *farm) fill(s string) string {
	s = strings.ReplaceAll(s, "@DIR@", f.dir)
	for name, port := range f.ports {
		s = strings.ReplaceAll(s, "@"+name+"@", strconv.Itoa(port))
	}
	return s
}

// await waits until the port accepts connections. Java on a busy machine
// takes the longest.
func (f *farm) await(name string, gone <-chan struct{}) error {
	addr := fmt.Sprintf("127.0.0.1:%d", f.ports[name])
	for end := time.Now().Add(40 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		select {
		case <-gone:
			return fmt.Errorf("it stopped")
		default:
		}
		if c, err := net.Dial("tcp", addr); err == nil {
			c.Close()
			return nil
		}
	}
	return fmt.Errorf("%s does not listen", name)
}

// ask waits for an answer to a first request, whatever it is.
func (f *farm) ask(name string) {
	c := http.Client{Timeout: 40 * time.Second}
	if resp, err := c.Get(fmt.Sprintf("http://127.0.0.1:%d/", f.ports[name])); err == nil {
		resp.Body.Close()
	}
}

func installed(p program) string {
	if p.needs != "" {
		if _, err := os.Stat(p.needs); err != nil {
			return ""
		}
	}
	for _, c := range p.command {
		for _, dir := range []string{"", "/usr/sbin/"} {
			if path, err := exec.LookPath(dir + c); err == nil {
				return path
			}
		}
	}
	return ""
}

// at is the address of a program's port, once it is ready; the test is
// skipped where the program is missing.
func at(t testing.TB, name string) string {
	t.Helper()
	farmWanted = true
	f, err := theFarm()
	if err != nil {
		t.Fatal(err)
	}
	program := strings.TrimRight(name, "0123456789")
	if s, ok := f.started[program]; ok {
		for _, each := range f.started { // what it passes on to must be ready, too
			<-each.ready
		}
		if s.err != nil {
			t.Fatal(s.err)
		}
	} else if !slices.Contains([]string{"go", "goproxy", "down", "mute", "closer", "garbage"}, name) {
		testneed.Missing(t, program+" is not installed")
	}
	return fmt.Sprintf("127.0.0.1:%d", f.ports[name])
}
