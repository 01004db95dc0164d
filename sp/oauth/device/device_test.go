package device_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/oauth/device"
)

func TestACodeIsApprovedOnceAndRedeemedOnce(t *testing.T) {
	clock := clockwork.NewFakeClock()
	codes := device.New[string, string](clock)
	code := codes.Begin("mail")
	assert.Regexp(t, "^[B-Z2-9]{9}$", code.User)
	asked, _, err := codes.Poll(code.Device)
	require.ErrorIs(t, err, device.ErrPending)
	assert.Equal(t, "mail", asked)

	found, err := codes.Find(" " + strings.ToLower(code.User[:4]) + "-" + code.User[4:])
	require.NoError(t, err)
	assert.Equal(t, code, found)
	require.NoError(t, codes.Approve(code.User, "alice"))
	require.ErrorIs(t, codes.Approve(code.User, "mallory"), device.ErrUsed)
	require.ErrorIs(t, codes.Decline(code.User), device.ErrUsed)
	_, who, err := codes.Poll(code.Device)
	require.NoError(t, err)
	assert.Equal(t, "alice", who)
	assert.True(t, codes.Redeem(code.Device))
	assert.False(t, codes.Redeem(code.Device))
	_, _, err = codes.Poll(code.Device)
	require.ErrorIs(t, err, device.ErrUnknown)
}

func TestCodesThatGiveNothing(t *testing.T) {
	clock := clockwork.NewFakeClock()
	codes := device.New[string, string](clock)
	_, err := codes.Find("NOSUCHONE")
	require.ErrorIs(t, err, device.ErrUnknown)
	_, _, err = codes.Poll("nosuch")
	require.ErrorIs(t, err, device.ErrUnknown)

	declined := codes.Begin("")
	require.NoError(t, codes.Decline(declined.User))
	_, _, err = codes.Poll(declined.Device)
	require.ErrorIs(t, err, device.ErrDeclined)

	late := codes.Begin("")
	clock.Advance(device.Life)
	_, _, err = codes.Poll(late.Device)
	require.ErrorIs(t, err, device.ErrExpired)
	require.ErrorIs(t, codes.Approve(late.User, "alice"), device.ErrExpired)
}

func TestWhoAsksTooOftenIsToldToSlowDown(t *testing.T) {
	clock := clockwork.NewFakeClock()
	codes := device.New[string, string](clock)
	code := codes.Begin("")
	for _, c := range []struct {
		after time.Duration
		want  error
	}{
		{0, device.ErrPending},
		{0, device.ErrPending}, // the clock stands still
		{time.Second, device.ErrSlowDown},
		{device.Interval, device.ErrPending},
		{device.Interval - 500*time.Millisecond, device.ErrPending},
	} {
		clock.Advance(c.after)
		_, _, err := codes.Poll(code.Device)
		require.ErrorIs(t, err, c.want, "after %s", c.after)
	}
}

func TestOneOfManyWhoApproveIsFirst(t *testing.T) {
	codes := device.New[string, int](clockwork.NewFakeClock())
	code := codes.Begin("")
	var won atomic.Int32
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if codes.Approve(code.User, i) == nil {
				won.Add(1)
			}
		})
	}
	all.Wait()
	assert.EqualValues(t, 1, won.Load())
}
