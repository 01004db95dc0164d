package inputfile

import (
	"bytes"
	"regexp"
	"slices"

	"golang.org/x/text/encoding/unicode"
)

// utf16Declared is an XML declaration's word for UTF-16.
var utf16Declared = regexp.MustCompile(`(?i)^\s*<\?xml[^>]{0,100}?(\s+encoding\s*=\s*["']utf-16(?:le|be)?["'])`)

// UTF8 is a text as UTF-8 without a byte order mark. It may be UTF-16, with a mark or without, which Windows' editors
// and PowerShell's > write; what an XML declaration says about that is blanked out, for it is no longer so. Bytes that
// are not a text come back as they are.
func UTF8(data []byte) []byte {
	endian, is := utf16(data)
	if !is {
		return bytes.TrimPrefix(data, []byte("\ufeff"))
	}
	text, err := unicode.UTF16(endian, unicode.UseBOM).NewDecoder().Bytes(data)
	if err != nil {
		return data
	}
	if at := utf16Declared.FindSubmatchIndex(text); at != nil {
		copy(text[at[2]:at[3]], bytes.Repeat([]byte(" "), at[3]-at[2]))
	}
	return text
}

// utf16 tells UTF-16 by its mark, or by the zero bytes of its first two characters, which markup and PEM have in ASCII.
func utf16(data []byte) (endian unicode.Endianness, is bool) {
	zeros := make([]bool, min(4, len(data)))
	for i := range zeros {
		zeros[i] = data[i] == 0
	}
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), slices.Equal(zeros, []bool{false, true, false, true}):
		return unicode.LittleEndian, true
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}), slices.Equal(zeros, []bool{true, false, true, false}):
		return unicode.BigEndian, true
	}
	return endian, false
}
