package workspace

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// args are the arguments of a call, however they were sent: form, multipart or
// JSON. In JSON what is no string is kept as JSON text, which is also how
// structured arguments look in a form.
type args struct {
	token  string
	values map[string]string
}

// bodyMax bounds the body of a call; Slack's own bound is not documented.
const bodyMax = 4 << 20

func (a *args) str(name string) string { return a.values[name] }

func (a *args) has(name string) bool { _, ok := a.values[name]; return ok }

// raw is a structured argument, as JSON.
func (a *args) raw(name string) json.RawMessage { return json.RawMessage(a.values[name]) }

// flag is a boolean argument; Slack takes "true" and "1".
func (a *args) flag(name string, otherwise bool) bool {
	switch a.values[name] {
	case "":
		return otherwise
	case "true", "1":
		return true
	}
	return false
}

// readArgs reads a call's token and arguments.
func readArgs(r *http.Request) (*args, *apiError) {
	a := &args{values: map[string]string{}}
	addValues(a.values, r.URL.Query())
	delete(a.values, "token") // Slack takes no token in the query string
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		a.token = strings.TrimSpace(token)
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	r.Body = http.MaxBytesReader(nil, r.Body, bodyMax)
	var err *apiError
	switch kind {
	case "application/json":
		err = a.readJSON(r)
	case "multipart/form-data":
		if r.ParseMultipartForm(bodyMax) != nil {
			return a, fail("invalid_form_data")
		}
		addValues(a.values, r.PostForm)
	case "application/x-www-form-urlencoded":
		err = a.readForm(r)
	case "":
		if n, _ := io.Copy(io.Discard, r.Body); n > 0 {
			return a, fail("missing_post_type")
		}
	default:
		return a, fail("invalid_post_type")
	}
	if kind != "application/json" && a.token == "" {
		a.token = a.values["token"]
	}
	delete(a.values, "token")
	return a, err
}

func (a *args) readForm(r *http.Request) *apiError {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return fail("request_timeout")
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return fail("invalid_form_data")
	}
	addValues(a.values, form)
	return nil
}

func (a *args) readJSON(r *http.Request) *apiError {
	var body map[string]json.RawMessage
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return fail("request_timeout")
	}
	if len(raw) == 0 {
		return nil
	}
	if json.Unmarshal(raw, &body) != nil {
		if json.Valid(raw) {
			return fail("json_not_object")
		}
		return fail("invalid_json")
	}
	for name, value := range body {
		var text string
		switch {
		case string(value) == "null":
		case json.Unmarshal(value, &text) == nil:
			a.values[name] = text
		default:
			a.values[name] = string(value)
		}
	}
	return nil
}

func addValues(to map[string]string, from url.Values) {
	for name, values := range from {
		if len(values) > 0 {
			to[name] = values[0]
		}
	}
}
