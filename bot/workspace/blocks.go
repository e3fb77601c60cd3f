package workspace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
)

// surface is where blocks are shown; not every block goes everywhere.
type surface string

const (
	surfaceMessage surface = "message"
	surfaceModal   surface = "modal"
	surfaceHome    surface = "home"
)

// blockSet are blocks that were found good.
type blockSet struct {
	json    json.RawMessage // with a block_id each
	effects []Effect
	weight  int // see blocksWeight
}

// What the blocks of one chat.* call may weigh: Slack refuses more with
// msg_blocks_too_long. It documents no number; about 13,200 characters were
// measured, each block counting for about 100 beside its text (bolt-js#2509,
// bolt-js#2867, which also found that response URLs take more).
const (
	blocksWeight = 13_200
	blockWeight  = 100
)

// checkedBlocks keeps judgements by the blocks' very bytes: judging is pure,
// and apps say the same things often.
type checkedBlocks struct {
	mu   sync.RWMutex
	sets map[string]judgement
	size int // bytes
}

type judgement struct {
	set *blockSet
	err *apiError
}

const blockCacheSize = 8 << 20 // bytes

// check judges blocks for a surface; nil for none.
func (cache *checkedBlocks) check(raw json.RawMessage, on surface) (*blockSet, *apiError) {
	if emptyList(raw) {
		return nil, nil
	}
	key := string(on) + string(raw)
	cache.mu.RLock()
	j, ok := cache.sets[key]
	cache.mu.RUnlock()
	if ok {
		return j.set, j.err
	}
	j.set, j.err = judgeBlocks(raw, on)
	cache.mu.Lock()
	defer cache.mu.Unlock()
	if cache.size += len(key); cache.sets == nil || cache.size > blockCacheSize {
		cache.sets, cache.size = map[string]judgement{}, len(key)
	}
	cache.sets[key] = j
	return j.set, j.err
}

func judgeBlocks(raw json.RawMessage, on surface) (*blockSet, *apiError) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var list []any
	if err := decoder.Decode(&list); err != nil {
		return nil, fail("invalid_blocks_format")
	}
	v := &validator{surface: on}
	v.blocks(list)
	if len(v.problems) > 0 {
		return nil, &apiError{Code: "invalid_blocks", Messages: v.problems}
	}
	for i, b := range list {
		if block, ok := b.(map[string]any); ok && block["block_id"] == nil {
			block["block_id"] = fmt.Sprintf("b%04d", i)
		}
	}
	return &blockSet{json: encode(list), effects: v.effects, weight: textLength(list) + len(list)*blockWeight}, nil
}

// encode is json.Marshal without the escapes for HTML, which Slack does not use.
func encode(value any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		panic("encoding what was decoded: " + err.Error())
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}
