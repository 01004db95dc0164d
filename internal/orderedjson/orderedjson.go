// Package orderedjson writes JSON objects whose members keep their order, as the answers of both companies' APIs do.
package orderedjson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
)

// Marshal writes members in their order. The error names the member that cannot be written.
func Marshal(members iter.Seq2[string, any]) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for name, value := range members {
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		key, _ := json.Marshal(name) // a text always can
		b.Write(key)
		b.WriteByte(':')
		written, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("member %s: %w", name, err)
		}
		b.Write(written)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
