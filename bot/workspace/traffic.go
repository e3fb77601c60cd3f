package workspace

import (
	"encoding/json"
	"regexp"
	"sync"
	"time"
)

// Exchange is one frame of Socket Mode, or one call of the Web API, as an
// operator may see it: tokens and secrets are left out.
type Exchange struct {
	Seq      uint64          `json:"seq"`
	At       time.Time       `json:"at"`
	Kind     string          `json:"kind"`     // "socket" or "api"
	From     string          `json:"from"`     // "slack" or "app"
	Name     string          `json:"name"`     // the envelope's type, "ack", or the method
	Link     int             `json:"link"`     // the connection's ID, for frames
	Envelope string          `json:"envelope"` // the envelope_id, for envelopes and their acknowledgements
	Sent     json.RawMessage `json:"sent"`     // the frame, or the call's arguments
	Got      json.RawMessage `json:"got"`      // the call's answer
	Status   int             `json:"status"`   // the call's HTTP status
	Took     float64         `json:"took_ms"`  // of a call, or from envelope to acknowledgement
}

type entry struct {
	seq    uint64
	at     time.Time
	conn   int
	from   string
	frame  []byte
	method string
	args   *args
	answer []byte
	status int
	took   time.Duration
}

// traffic keeps the last exchanges as they came; they are dressed for reading
// only when somebody looks.
type traffic struct {
	mu   sync.Mutex
	ring []entry
	seq  uint64
}

const fromApp, toApp = "app", "slack"

func (t *traffic) init(entries int) { t.ring = make([]entry, max(0, entries)) }

func (t *traffic) add(e entry) {
	if len(t.ring) == 0 {
		return
	}
	e.at = time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seq++
	e.seq = t.seq
	t.ring[t.seq%uint64(len(t.ring))] = e
}

func (t *traffic) frame(c *Connection, from string, frame []byte) {
	t.add(entry{conn: c.ID, from: from, frame: frame})
}

func (t *traffic) call(method string, args *args, answer []byte, status int, started time.Time) {
	t.add(entry{from: fromApp, method: method, args: args, answer: answer, status: status, took: time.Since(started)})
}

// Traffic returns the last exchanges after a sequence number, oldest first.
func (w *Workspace) Traffic(after uint64) []Exchange {
	t := &w.traffic
	t.mu.Lock()
	n := uint64(len(t.ring))
	var raw []entry
	for seq := max(after+1, t.seq-min(t.seq, n)+1); seq <= t.seq; seq++ {
		raw = append(raw, t.ring[seq%n])
	}
	t.mu.Unlock()
	sent := map[string]time.Time{} // envelopes, for how long their acknowledgement took
	var out []Exchange
	for _, e := range raw {
		x := e.dress()
		if x.Kind == "socket" && x.Envelope != "" {
			if x.From == toApp {
				sent[x.Envelope] = x.At
			} else if at, ok := sent[x.Envelope]; ok {
				x.Took = float64(x.At.Sub(at).Microseconds()) / 1000
			}
		}
		out = append(out, x)
	}
	return out
}

func (e *entry) dress() Exchange {
	x := Exchange{Seq: e.seq, At: e.at, From: e.from, Link: e.conn, Status: e.status, Took: float64(e.took.Microseconds()) / 1000}
	if e.method != "" {
		x.Kind, x.Name = "api", e.method
		x.Sent, x.Got = redacted(e.args.asJSON()), redacted(textOrJSON(e.answer))
		return x
	}
	x.Kind, x.Sent = "socket", redacted(textOrJSON(e.frame))
	var head struct {
		Type     string `json:"type"`
		Envelope string `json:"envelope_id"`
	}
	json.Unmarshal(e.frame, &head) // a frame that is no JSON has no name
	x.Name, x.Envelope = head.Type, head.Envelope
	if e.from == fromApp {
		x.Name = "ack"
	}
	return x
}

// asJSON shows arguments as one object, structured ones as structures.
func (a *args) asJSON() json.RawMessage {
	if body, ok := a.values[""]; ok && len(a.values) == 1 {
		return textOrJSON([]byte(body))
	}
	out := map[string]json.RawMessage{}
	for name, value := range a.values {
		if len(value) > 0 && (value[0] == '{' || value[0] == '[') {
			out[name] = textOrJSON([]byte(value))
		} else {
			out[name] = encode(value)
		}
	}
	return encode(out)
}

// textOrJSON is b where it is JSON, and b as a JSON string where not.
func textOrJSON(b []byte) json.RawMessage {
	if len(b) == 0 {
		return json.RawMessage("null")
	}
	if json.Valid(b) {
		return b
	}
	return encode(string(b))
}

var secrets = regexp.MustCompile(`(xox[a-z]-|xapp-|ticket=|/(?:commands|actions)/\w+/\d+/|"token":")[A-Za-z0-9-]+`)

func redacted(b json.RawMessage) json.RawMessage {
	return secrets.ReplaceAll(b, []byte("${1}REDACTED"))
}
