package signin

import (
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/expiring"
	"samlharness/internal/heap"
	"samlharness/sp/loginsrf"
)

// What waits for an answer, and who is signed in, hold nothing of the messages that they came in.
func TestHeapOfSignIns(t *testing.T) {
	message := strings.Repeat("x", 60<<10)
	t.Run("pending", func(t *testing.T) {
		waiting := awaiting{expiring.New[pending](clockwork.NewFakeClock(), maxPending)}
		grown := heap.Growth(func() {
			for range 10_000 {
				form := strings.Clone(message)
				waiting.ask(&pending{id: "id", login: form[:20], named: true, domainHint: form[:10], wrong: remark{form, ""}})
			}
		})
		assert.Less(t, grown, int64(10<<20))
		require.Equal(t, 10_000, waiting.kept.Len())
	})
	t.Run("sessions", func(t *testing.T) {
		kept := &sessions{expiring.New[session](clockwork.NewFakeClock(), maxSessions)}
		grown := heap.Growth(func() {
			for range 2000 {
				m := strings.Clone(message)
				opened := session{claims: federatedClaims(loginsrf.Verdict{Response: loginsrf.Response{
					Issuer:               m[:20],
					NameID:               m[:20],
					NameIDFormat:         m[:20],
					SessionIndex:         m[:20],
					AuthnContextClassRef: m[:20],
					Attributes:           []loginsrf.Attribute{{Name: m[:5], NameFormat: m[:5], Values: []string{m[:5], m}}},
				}}, time.Time{})}
				kept.kept.Add(opened, opened.life())
			}
		})
		assert.Less(t, grown, int64(10<<20))
		require.Equal(t, 2000, kept.kept.Len())
	})
}
