package bot

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"httpcode/bot/socket"
)

// Metrics counts what the bot does, for Prometheus, in a registry of its own.
// The methods of a nil *Metrics do nothing. Labels come from closed sets: no
// person, channel or URL is ever one.
type Metrics struct {
	registry *prometheus.Registry

	events      *prometheus.CounterVec   // by type
	acks        *prometheus.HistogramVec // by type
	acksLost    *prometheus.CounterVec   // by type
	unproven    *prometheus.CounterVec   // by type
	owed        *prometheus.CounterVec   // by outcome
	answers     *prometheus.HistogramVec // by surface, outcome
	checks      *prometheus.CounterVec   // by kind
	refusals    *prometheus.CounterVec   // by reason
	calls       *prometheus.CounterVec   // by method, outcome
	callTime    *prometheus.HistogramVec // by method
	late        *prometheus.CounterVec   // by outcome
	connects    *prometheus.CounterVec   // by outcome
	disconnects *prometheus.CounterVec   // by reason
	connections prometheus.Gauge
	reported    prometheus.Gauge
	duplicates  prometheus.Counter
	panics      prometheus.Counter
}

var (
	// ackBuckets resolve the milliseconds that an acknowledgement takes, up to
	// Slack's limit of three seconds.
	ackBuckets = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2, 3}
	// answerBuckets go on to the longest check and a late delivery.
	answerBuckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 15, 30, 60, 600}
	callBuckets   = []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
)

// NewMetrics registers the metrics, all of them under httpcode_, and those of
// the Go runtime and the process. version becomes a label of httpcode_build_info.
func NewMetrics(version string) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry()}
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))

	m.events = m.counters("events_total", "Envelopes from Slack, by type; those that could not be read are undecodable or unknown.", "type")
	m.acks = m.histograms("ack_seconds", "From an envelope's arrival to its written acknowledgement.", ackBuckets, "type")
	m.acksLost = m.counters("acks_lost_total", "Acknowledgements whose connection broke before they were written.", "type")
	m.unproven = m.counters("acks_unproven_total", "Answers on acknowledgements whose connection ended or stalled before Slack had proven to have read them; they are sent again.", "type")
	m.owed = m.counters("owed_answers_total", "Answers that an acknowledgement could not carry, or perhaps did not, by how they ended: see answer_seconds, or repeat where a repeat of the command took it.", "outcome")
	m.answers = m.histograms("answer_seconds", "From the arrival of what a person asked to the end of the answer: answered, elsewhere, late, refused or failed.", answerBuckets, "surface", "outcome")
	m.checks = m.counters("checks_total", "Checks of URLs, by the problem found, or healthy.", "kind")
	m.refusals = m.counters("refusals_total", "Requests that were turned away.", "reason")
	m.calls = m.counters("slack_api_calls_total", "Calls of Slack's Web API, by outcome: ok, Slack's error code, or what went wrong on the way.", "method", "outcome")
	m.callTime = m.histograms("slack_api_seconds", "Duration of one call of Slack's Web API, waiting for a rate limit not included.", callBuckets, "method")
	m.late = m.counters("late_answers_total", "Answers that Slack did not take at first: kept, then delivered, refused or dropped.", "outcome")
	m.connects = m.counters("slack_connects_total", "Attempts to open a Socket Mode connection.", "outcome")
	m.disconnects = m.counters("slack_disconnects_total", "Ended Socket Mode connections, by Slack's reason.", "reason")
	m.connections = m.gauge("slack_connections", "Open Socket Mode connections of this process.")
	m.reported = m.gauge("slack_connections_reported", "Socket Mode connections that Slack last counted for the app, other replicas and dead ones included.")
	m.duplicates = m.counter("duplicates_total", "Deliveries that repeated an earlier one and were not answered again.")
	m.panics = m.counter("panics_total", "Panics that were contained.")
	info := m.gauges("build_info", "Always 1.", "version")
	info.WithLabelValues(version).Set(1)
	m.begin()
	return m
}

// begin has the series that alerts ask for start at 0: increase and rate do not
// see the first event of a series that begins with it.
func (m *Metrics) begin() {
	m.events.WithLabelValues("undecodable")
	m.late.WithLabelValues("dropped")
	for _, reason := range []string{"busy", "limit", "slack"} {
		m.refusals.WithLabelValues(reason)
	}
	for _, kind := range []string{"slash_commands", "events_api", "interactive"} {
		m.events.WithLabelValues(kind)
		m.acksLost.WithLabelValues(kind)
	}
	for _, surface := range []string{"command", "mention", "message", "shortcut", "action", "home"} {
		m.answers.WithLabelValues(surface, "failed")
	}
}

func (m *Metrics) counters(name, help string, labels ...string) *prometheus.CounterVec {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "httpcode", Name: name, Help: help}, labels)
	m.registry.MustRegister(v)
	return v
}

func (m *Metrics) counter(name, help string) prometheus.Counter {
	return m.counters(name, help).WithLabelValues()
}

func (m *Metrics) gauges(name, help string, labels ...string) *prometheus.GaugeVec {
	v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "httpcode", Name: name, Help: help}, labels)
	m.registry.MustRegister(v)
	return v
}

func (m *Metrics) gauge(name, help string) prometheus.Gauge {
	return m.gauges(name, help).WithLabelValues()
}

func (m *Metrics) histograms(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	v := prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "httpcode", Name: name, Help: help, Buckets: buckets}, labels)
	m.registry.MustRegister(v)
	return v
}

// Answered notes an answer: the surface that was asked on ("command",
// "mention", "message", "shortcut", "action", "home"), one of the outcomes, and
// how long it took.
func (m *Metrics) Answered(surface, outcome string, took time.Duration) {
	if m != nil {
		m.answers.WithLabelValues(surface, outcome).Observe(took.Seconds())
	}
}

// Checked notes a check by its problem's kind, "" where the URL is healthy.
func (m *Metrics) Checked(kind string) {
	if m == nil {
		return
	}
	if kind == "" {
		kind = "healthy"
	}
	m.checks.WithLabelValues(kind).Inc()
}

// Refused notes what was turned away: "busy" (the queue is full), "limit" (the
// person asks too fast), "slack" (Slack refused the answer).
func (m *Metrics) Refused(reason string) {
	if m != nil {
		m.refusals.WithLabelValues(reason).Inc()
	}
}

// Duplicate notes a delivery that had been seen before.
func (m *Metrics) Duplicate() {
	if m != nil {
		m.duplicates.Inc()
	}
}

// Panicked notes a contained panic.
func (m *Metrics) Panicked() {
	if m != nil {
		m.panics.Inc()
	}
}

// WatchQueue makes depth the number of requests that wait for a worker, and
// capacity how many may.
func (m *Metrics) WatchQueue(depth func() int, capacity int) {
	if m == nil {
		return
	}
	m.registry.MustRegister(prometheus.NewGaugeFunc(
		prometheus.GaugeOpts{Namespace: "httpcode", Name: "queue_depth", Help: "Requests that wait for a worker."},
		func() float64 { return float64(depth()) }))
	m.gauge("queue_capacity", "Requests that may wait for a worker before others are turned away.").Set(float64(capacity))
}

// called notes one exchange with the Web API.
func (m *Metrics) called(method, outcome string, took time.Duration) {
	if m != nil {
		m.calls.WithLabelValues(method, outcome).Inc()
		m.callTime.WithLabelValues(method).Observe(took.Seconds())
	}
}

func (m *Metrics) lateAnswer(outcome string) {
	if m != nil {
		m.late.WithLabelValues(outcome).Inc()
	}
}

func (m *Metrics) owedAnswer(outcome string) {
	if m != nil {
		m.owed.WithLabelValues(outcome).Inc()
	}
}

// SocketObserver feeds the metrics of connections and envelopes.
func (m *Metrics) SocketObserver() socket.Observer {
	if m == nil {
		return socket.Observer{}
	}
	return socket.Observer{
		Received:    func(kind string) { m.events.WithLabelValues(kind).Inc() },
		Acked:       func(kind string, after time.Duration) { m.acks.WithLabelValues(kind).Observe(after.Seconds()) },
		AckLost:     func(kind string) { m.acksLost.WithLabelValues(kind).Inc() },
		AckUnproven: func(kind string) { m.unproven.WithLabelValues(kind).Inc() },
		Opened: func(err error) {
			outcome := "ok"
			if err != nil {
				outcome = "error"
			}
			m.connects.WithLabelValues(outcome).Inc()
		},
		Closed: func(reason string) { m.disconnects.WithLabelValues(reason).Inc() },
		Connections: func(own, reported int) {
			m.connections.Set(float64(own))
			m.reported.Set(float64(reported))
		},
	}
}

// Handler serves the metrics in Prometheus' text format.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
