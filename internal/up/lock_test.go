package up_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/control"
	"samlharness/internal/listen"
	"samlharness/internal/up"
	"samlharness/report"
)

// A stale connection file whose port another program has, which says nothing.
func TestSilentProgramAtAStaleFile(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	o := options(t)
	require.NoError(t, os.MkdirAll(filepath.Dir(o.ConnectionFile), 0o700))
	stale := control.Connection{World: "old", ControlURL: "http://" + l.Addr().String(), Token: "x", ProcessID: 4711}
	require.NoError(t, stale.Write(o.ConnectionFile))
	begun := machine().Now()
	_, err = up.Open(t.Context(), o)
	require.ErrorContains(t, err, "it leads to a program that is silent")
	assert.Equal(t, 3, report.ExitCode(err))
	assert.Contains(t, report.Hint(err), "--ready-file")
	assert.Less(t, machine().Since(begun), 5*time.Second)
}

func TestOneWorldAtATimeStartsAtAFile(t *testing.T) {
	o := options(t)
	var won atomic.Pointer[up.Held]
	var starts sync.WaitGroup
	for range 6 {
		starts.Go(func() {
			held, err := up.Open(t.Context(), o)
			if err == nil {
				assert.True(t, won.CompareAndSwap(nil, held), "two worlds at one file")
				return
			}
			_, ours := errors.AsType[*up.FileError](err)
			assert.True(t, ours, "%v", err)
		})
	}
	starts.Wait()
	require.NotNil(t, won.Load())
	defer won.Load().Close()
	c, err := control.ReadConnection(o.ConnectionFile)
	require.NoError(t, err)
	assert.Equal(t, won.Load().Connection, c)
	pem, err := os.ReadFile(c.CACertificateFile)
	require.NoError(t, err)
	assert.Equal(t, string(won.Load().World.CAPEM()), string(pem))
	assert.NoFileExists(t, o.ConnectionFile+".lock")
}

func TestLockOfAnotherProcess(t *testing.T) {
	o := options(t)
	require.NoError(t, os.MkdirAll(filepath.Dir(o.ConnectionFile), 0o700))
	lock := func(content string) {
		require.NoError(t, os.WriteFile(o.ConnectionFile+".lock", []byte(content), 0o600))
	}
	lock(strconv.Itoa(os.Getppid())) // it lives
	_, err := up.Open(t.Context(), o)
	require.ErrorContains(t, err, "is starting a world there")
	assert.Equal(t, 3, report.ExitCode(err))
	for _, stale := range []string{"1999999999", "", "x", "-1", "0"} {
		lock(stale)
		held := open(t, o)
		require.NoError(t, held.Close())
		entries, err := os.ReadDir(filepath.Dir(o.ConnectionFile))
		require.NoError(t, err)
		assert.Empty(t, entries, stale)
	}
}

// A world that is held open for weeks serves TLS that its file of the authority vouches for.
func TestAuthorityFileIsRenewed(t *testing.T) {
	clock := clockwork.NewFakeClockAt(machine().Now())
	o := options(t)
	o.Listeners.Clock = clock
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	o.Listen = free.Addr().String()
	require.NoError(t, free.Close())
	held := open(t, o)
	first, err := os.ReadFile(held.Connection.CACertificateFile)
	require.NoError(t, err)
	dial := func() error {
		pem, err := os.ReadFile(held.Connection.CACertificateFile)
		require.NoError(t, err)
		roots := x509.NewCertPool()
		require.True(t, roots.AppendCertsFromPEM(pem))
		conn, err := tls.Dial("tcp", o.Listen, &tls.Config{
			RootCAs:    roots,
			ServerName: "login.microsoftonline.com",
			Time:       clock.Now,
		})
		if err == nil {
			err = conn.Close()
		}
		return err
	}
	require.NoError(t, dial())
	for range 5 {
		clock.Advance(4 * 24 * time.Hour)
		require.Eventually(t, func() bool { return dial() == nil }, 20*time.Second, 20*time.Millisecond)
	}
	last, err := os.ReadFile(held.Connection.CACertificateFile)
	require.NoError(t, err)
	assert.NotEqual(t, string(first), string(last))
	require.NoError(t, held.Close())
	assert.NoFileExists(t, held.Connection.CACertificateFile)
}

// machine is the clock of the network, on which these tests wait.
func machine() clockwork.Clock { return listen.Limits{}.Time() }
