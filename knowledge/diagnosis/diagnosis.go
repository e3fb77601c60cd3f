// Package diagnosis says what a probe's Report means: what failed, who
// answered, why, and what to do next. It is pure: no network, no clock.
package diagnosis

import (
	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// Confidence is how sure an attribution is. A wrong Certain is a defect.
type Confidence string

// The degrees of confidence.
const (
	Certain Confidence = "certain" // the evidence names the product beyond doubt
	Likely  Confidence = "likely"
	Unknown Confidence = "unknown"
)

// Layer is the role that a product plays between client and application.
type Layer string

// The layers, from the client inwards.
const (
	LayerForwardProxy Layer = "forward_proxy"
	LayerCDN          Layer = "cdn"
	LayerWAF          Layer = "waf"
	LayerLoadBalancer Layer = "load_balancer"
	LayerCache        Layer = "cache"
	LayerReverseProxy Layer = "reverse_proxy"
	LayerPlatform     Layer = "platform"
	LayerWebServer    Layer = "web_server"
	LayerAppServer    Layer = "app_server"
	LayerApplication  Layer = "application"
	LayerUnknown      Layer = "unknown"
)

// Problem is what is wrong, in one sentence a manager understands.
type Problem struct {
	Kind    probe.Kind      `json:"kind"`
	Summary string          `json:"summary"`
	Fault   knowledge.Fault `json:"fault"`
}

// Warning is something to know about although it is not (yet) a problem.
type Warning struct {
	Kind    probe.Kind `json:"kind"`
	Summary string     `json:"summary"`
}

// Author is who wrote the last response.
type Author struct {
	Layer      Layer      `json:"layer"`
	Product    string     `json:"product"`
	Confidence Confidence `json:"confidence"`
	Evidence   []string   `json:"evidence"`
	// Called is the name in Proxy-Status that an unknown product goes by,
	// which its operator chose; the evidence quotes it.
	Called string `json:"-"`
	// Claim is what the Server header of an unknown author's answer says, which
	// names no product that is known here.
	Claim string `json:"-"`
}

// Intermediary was on the path of the last response.
type Intermediary struct {
	Layer    Layer    `json:"layer"`
	Product  string   `json:"product"`
	Evidence []string `json:"evidence"`
	Called   string   `json:"-"` // as of an Author
	// Named says that only the Server header names it, as anybody can set that
	// header, where the product would have left another trace, or is no proxy.
	Named bool `json:"-"`
}

// Diagnosis is what a Report means.
type Diagnosis struct {
	Healthy    bool           `json:"healthy"`
	Problem    *Problem       `json:"problem,omitempty"` // nil when healthy
	Warnings   []Warning      `json:"warnings"`
	AnsweredBy *Author        `json:"answered_by,omitempty"` // nil when nothing answered
	Via        []Intermediary `json:"via"`                   // outermost first
	Causes     []string       `json:"causes"`                // likeliest first
	NextSteps  []string       `json:"next_steps"`
	Entries    []string       `json:"entries"` // IDs in the catalogue, most telling first
	// Verdict is the answer in one sentence, healthy or not: it opens every telling.
	Verdict string `json:"verdict"`
	// Chain is the path in words, from the client to where it broke; "" where
	// it would repeat the verdict and the author.
	Chain string `json:"chain,omitempty"`
	// Runbooks are the team's own, for this host and problem.
	Runbooks []knowledge.Runbook `json:"runbooks,omitempty"`
}
