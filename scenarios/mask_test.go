package scenarios

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMask(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"id 64b1f0c2a9d3e45f6a7b8c9d", "id <id>"},
		{"_0123456789abcdef0123456789abcdef", "<id>"},
		{"at 2026-03-02T09:15:00Z, 2026-03-02 09:15:00 UTC", "at <instant>, <instant>"},
		{"tenant 11111111-1111-1111-1111-111111111111", "tenant <uuid>"},
		{strings.Repeat("MIIF", 20) + "==", "<base64>"},
		{strings.Repeat("ab", 20), "<digest>"},
		{"contoso.com 5000811 <id>", "contoso.com 5000811 <id>"},
	} {
		assert.Equal(t, c.want, maskVolatile(c.in))
	}
}
