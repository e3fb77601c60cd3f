package knowledge

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkExplainCode is what /httpcode 502 costs; the promise is 5 µs.
func BenchmarkExplainCode(b *testing.B) {
	c := Builtin()
	c.Explain("502")
	b.ReportAllocs()
	for b.Loop() {
		c.Explain("502")
	}
}

func BenchmarkExplainComparison(b *testing.B) {
	c := Builtin()
	b.ReportAllocs()
	for b.Loop() {
		c.Explain("502 vs 504")
	}
}

// BenchmarkExplainTypo is a guess, the dearest of what people type.
func BenchmarkExplainTypo(b *testing.B) {
	c := Builtin()
	c.Explain("servcie unavailble plaese")
	b.ReportAllocs()
	for b.Loop() {
		c.Explain("servcie unavailble plaese")
	}
}

// BenchmarkExplainLine is one line of 1 KiB; the promise is 100 µs.
func BenchmarkExplainLine(b *testing.B) {
	path := strings.Repeat("/a-path/that-goes-on", 30)
	lines := map[string]string{
		"access": `192.0.2.1 - - [07/May/2020:03:15:12 +0000] "GET ` + path + ` HTTP/1.1" 502 157 "-" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"`,
		"error": `2020/05/07 03:15:12 [error] 6#6: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 192.0.2.1, request: "GET ` +
			path + ` HTTP/1.1", upstream: "http://192.0.2.19:9000/", host: "example.com"`,
		"json": `{"level":"error","msg":"dial tcp 10.0.0.3:8080: connect: connection refused","request":{"uri":"` + path + `"},"status":502}`,
	}
	c := Builtin()
	for name, line := range lines {
		if n := 1024 - len(line); n > 0 {
			line += strings.Repeat(" ", n)
		}
		b.Run(name, func(b *testing.B) {
			c.Explain(line)
			b.SetBytes(int64(len(line)))
			b.ReportAllocs()
			for b.Loop() {
				c.Explain(line)
			}
		})
	}
}

// BenchmarkExplainLog is a log of 1 MiB; the promise is one second.
func BenchmarkExplainLog(b *testing.B) {
	var log strings.Builder
	for i := 0; log.Len() < 1<<20; i++ {
		fmt.Fprintf(&log, "192.0.2.%d - - [07/May/2020:03:15:%02d +0000] \"GET /item/%d HTTP/1.1\" %d 157 \"-\" \"Mozilla/5.0\"\n", i%250, i%60, i, 200+i%5*75)
		if i%7 == 0 {
			fmt.Fprintf(&log, "2020/05/07 03:15:%02d [error] 6#6: *%d connect() failed (111: Connection refused) while connecting to upstream, client: 192.0.2.1\n", i%60, i)
		}
		if i%11 == 0 {
			fmt.Fprintf(&log, "{\"level\":\"error\",\"msg\":\"request failed\",\"status\":504,\"duration_ms\":%d}\n", i)
		}
	}
	c := Builtin()
	b.SetBytes(int64(log.Len()))
	for b.Loop() {
		c.Explain(log.String())
	}
}

// BenchmarkLoad indexes the whole catalogue, as starting does; the promise is
// 30 ms.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		shelves, err := readShelves(catalogFiles, "catalog")
		if err != nil {
			b.Fatal(err)
		}
		newCatalog(shelves, nil)
	}
}

// BenchmarkLoadNames and BenchmarkLoadWordings are what the first look-up by
// words and the first pasted text cost on top.
func BenchmarkLoadNames(b *testing.B) {
	shelves, _ := readShelves(catalogFiles, "catalog")
	c := newCatalog(shelves, nil)
	for b.Loop() {
		for _, r := range c.records {
			decodeHead(r.text)
		}
	}
}

func BenchmarkLoadWordings(b *testing.B) {
	c := Builtin()
	for b.Loop() {
		newWordings(c)
	}
}

// BenchmarkLoadMeaning is what the first question in a person's words costs on
// top.
func BenchmarkLoadMeaning(b *testing.B) {
	c := Builtin()
	c.wordings()
	for b.Loop() {
		newMeaning(c)
	}
}

// BenchmarkExplainQuestion is a question in a person's own words.
func BenchmarkExplainQuestion(b *testing.B) {
	c := Builtin()
	c.Explain("nginx can't reach our node app since the deploy")
	b.ReportAllocs()
	for b.Loop() {
		c.Explain("nginx can't reach our node app since the deploy")
	}
}
