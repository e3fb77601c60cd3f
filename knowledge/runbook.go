package knowledge

// Link is a titled address in a runbook.
type Link struct {
	Title string `yaml:"title" json:"title"`
	URL   string `yaml:"url" json:"url"`
}

// Runbook is the team's own advice, laid over the built-in knowledge.
type Runbook struct {
	// For lists what it applies to: entry IDs (http/502, nginx/499), bare
	// codes of HTTP (502), classes (5xx), or problem kinds of a check (connect_refused).
	For []string `yaml:"for" json:"for"`
	// Hosts narrows it to checks of these hosts: names or *.wildcards; empty means any.
	Hosts []string `yaml:"hosts,omitempty" json:"hosts,omitempty"`
	Title string   `yaml:"title,omitempty" json:"title,omitempty"`
	Note  string   `yaml:"note" json:"note"`
	// Owner is a Slack user (U…), user group (S…) or channel (C…) ID, or a plain name.
	Owner string `yaml:"owner,omitempty" json:"owner,omitempty"`
	Links []Link `yaml:"links,omitempty" json:"links,omitempty"`
}
