package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The debugger of its own serves a capture until it is interrupted, by the names of this machine alone.
func TestInspectWeb(t *testing.T) {
	file := filepath.Join(t.TempDir(), "code.txt")
	require.NoError(t, os.WriteFile(file, []byte("AADSTS50107"), 0o600))
	a, _, stderr := inProcess(nil)
	said, out := io.Pipe()
	a.stdout = out
	ctx, interrupt := context.WithCancel(t.Context())
	ended := make(chan int)
	go func() {
		ended <- a.run(ctx, []string{"inspect", "--web", "--issuer-uri", "https://contoso.com", file})
	}()
	line, err := bufio.NewReader(said).ReadString('\n')
	require.NoError(t, err, stderr)
	go func() { _, _ = io.Copy(io.Discard, said) }()
	address := strings.Fields(line)[1]
	page := func(host string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		require.NoError(t, err)
		r.Host = host
		answer, err := (&http.Client{Timeout: 10 * time.Second}).Do(r)
		require.NoError(t, err)
		defer answer.Body.Close() // read to its end
		body, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return answer.StatusCode, string(body)
	}
	status, body := page("")
	assert.Equal(t, http.StatusOK, status)
	for _, want := range []string{"AADSTS50107", "https://contoso.com", "Nothing leaves this machine"} {
		assert.True(t, strings.Contains(body, want), want)
	}
	status, _ = page("rebound.example")
	assert.Equal(t, http.StatusMisdirectedRequest, status)
	interrupt()
	select {
	case code := <-ended:
		assert.Zero(t, code, stderr)
	case <-time.After(10 * time.Second):
		assert.Fail(t, "it does not end")
	}
}
