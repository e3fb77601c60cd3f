package knowledge

import "go.yaml.in/yaml/v4"

// place is where something was defined.
type place struct {
	file string
	line int
}

// lines knows where the items of a file's lists are.
type lines struct {
	file string
	root *yaml.Node
}

func newLines(file string, text []byte) lines {
	var doc yaml.Node
	if yaml.Load(text, &doc) != nil || len(doc.Content) == 0 {
		return lines{file: file}
	}
	return lines{file, doc.Content[0]}
}

// value returns the node of a key at the top, nil where there is none.
func (l lines) value(key string) *yaml.Node {
	if l.root == nil {
		return nil
	}
	for i := 0; i+1 < len(l.root.Content); i += 2 {
		if l.root.Content[i].Value == key {
			return l.root.Content[i+1]
		}
	}
	return nil
}

func (l lines) key(key string) place {
	if v := l.value(key); v != nil {
		return place{l.file, v.Line}
	}
	return place{l.file, 1}
}

func (l lines) item(key string, i int) place {
	v := l.value(key)
	for v != nil && v.Alias != nil {
		v = v.Alias
	}
	if v != nil && i < len(v.Content) {
		return place{l.file, v.Content[i].Line}
	}
	return l.key(key)
}
