package world

import (
	"errors"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/exit"
)

// A resolver may lead localhost elsewhere: what was bound counts, not the name.
func TestBoundAddressIsLoopback(t *testing.T) {
	for address, refused := range map[string]bool{"127.0.0.1:0": false, "0.0.0.0:0": true} {
		l, err := net.Listen("tcp", address)
		require.NoError(t, err)
		err = boundToLoopback("localhost:0", l)
		if !refused {
			assert.NoError(t, err)
			require.NoError(t, l.Close())
			continue
		}
		listen, ok := errors.AsType[*ListenError](err)
		require.True(t, ok)
		assert.Equal(t, exit.Usage, listen.ExitCode())
		assert.ErrorContains(t, err, "is not a loopback address")
		assert.ErrorIs(t, l.Close(), net.ErrClosed, "nobody reaches it")
	}
}
