package odata

import "bytes"

// ParseLenient reads one JSON object and takes single quotes around texts and names, as Microsoft's OData reader does
// for what was written for older ones (OData.NET, JsonReader: "We allow both double and single quotes around a
// primitive string"). Raw has double quotes then.
func ParseLenient(raw []byte) (Payload, error) {
	p, err := ParsePayload(raw)
	if err == nil {
		return p, nil
	}
	quoted, changed := doubleQuoted(raw)
	if !changed {
		return p, err
	}
	if p, err = ParsePayload(quoted); err != nil {
		return p, err
	}
	p.SingleQuoted = true
	return p, nil
}

// doubleQuoted puts double quotes for single ones that begin and end a text.
func doubleQuoted(raw []byte) (b []byte, changed bool) {
	for i := 0; i < len(raw); i++ {
		quote := raw[i]
		b = append(b, quote)
		if quote != '"' && quote != '\'' {
			continue
		}
		b[len(b)-1] = '"'
		changed = changed || quote == '\''
		for i++; i < len(raw) && raw[i] != quote; i++ {
			switch {
			case raw[i] == '\\' && i+1 < len(raw) && raw[i+1] == '\'': // JSON has no such escape
				i++
				b = append(b, '\'')
			case raw[i] == '\\' && i+1 < len(raw):
				b = append(b, raw[i], raw[i+1])
				i++
			case raw[i] == '"':
				b = append(b, '\\', '"')
			default:
				b = append(b, raw[i])
			}
		}
		b = append(b, '"')
	}
	return bytes.TrimSpace(b), changed
}
