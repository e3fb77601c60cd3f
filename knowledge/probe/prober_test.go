package probe

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
)

// loopback is a Prober for tests: it may go anywhere, and all servers are here.
func loopback() *Prober {
	return &Prober{Guard: Unrestricted(), Vantage: "test"}
}

func TestHealthyPageIsReportedWhole(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/there?token=abc", http.StatusFound)
			return
		}
		w.Write([]byte("hello"))
	}))
	defer s.Close()
	r := loopback().Check(t.Context(), s.URL)
	if r.Problem() != "" || r.Status != 200 || len(r.Hops) != 2 || string(r.Hops[1].Body) != "hello" || !r.Hops[1].BodyComplete {
		b, _ := json.MarshalIndent(r, "", " ")
		t.Errorf("%s\n%+v", b, r.Failure)
	}
	if r.FinalURL != s.URL+"/there?token=REDACTED" {
		t.Errorf("final URL %s", r.FinalURL)
	}
}
