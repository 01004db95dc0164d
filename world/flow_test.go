package world_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/record"
	"samlharness/world"
)

// flowsOf are the exchanges of a world since a number, by their flow.
func flowsOf(w *world.World, since int64) map[int64][]record.Exchange {
	flows := map[int64][]record.Exchange{}
	for _, e := range w.Record.Since(since) {
		flows[e.Flow] = append(flows[e.Flow], e)
	}
	return flows
}

// Many people sign in at once, from Microsoft and from the portal, with browsers of the world and with browsers that
// are known by their cookies alone; some are refused. Each sign-in is one flow, and nobody else is in it.
func TestOneSignInIsOneFlow(t *testing.T) {
	spec := world.Demo()
	for i := range 24 {
		spec.Users = append(spec.Users, world.UserSpec{UPN: fmt.Sprintf("person%d@contoso.com", i)})
	}
	w := world.Start(t, world.Options{Spec: &spec})
	_, err := w.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Len(t, flowsOf(w, 0), 1, "an administrator's work is one flow, with all calls of Graph in it")
	since := w.Record.LastID()

	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			person := w.Person(fmt.Sprintf("person%d@contoso.com", i))
			agent, start := w.Browser(), signin.Start{}
			switch i % 4 {
			case 0:
				start.Tile = "Microsoft 365"
			case 1: // as real browsers do, it tells nothing but its cookies
				agent = browser.New(browser.Options{Client: w.HTTPClient(), Clock: w.Clock})
			case 2:
				person.JumpCloudPassword = "wrong"
			}
			result, err := signin.Walk(t.Context(), agent, person, start)
			if assert.NoError(t, err) {
				assert.Equal(t, i%4 == 2, result.Refused != nil)
			}
		})
	}
	all.Wait()
	flows := flowsOf(w, since)
	assert.Len(t, flows, 24)
	for id, exchanges := range flows {
		people := map[string]bool{}
		hops := map[string]int{}
		for _, e := range exchanges {
			if strings.Contains(e.Subject, "@") {
				people[e.Subject] = true
			}
			if e.Kind == record.Hop {
				hops[e.HTTP.Method+" "+e.HTTP.URL]++
				assert.NotZero(t, e.HTTP.Status)
			}
		}
		assert.Len(t, people, 1, id)
		if last := exchanges[len(exchanges)-1]; last.HTTP.URL == "https://www.office.com/" {
			assert.Equal(t, 1, hops["POST https://login.microsoftonline.com/login.srf"])
		}
	}
}

// The same window signs in twice: the address is typed anew, so these are two flows.
func TestTwoSignInsOfOneBrowserAreTwoFlows(t *testing.T) {
	w := world.Start(t, world.Options{})
	_, err := w.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	since := w.Record.LastID()
	agent := browser.New(browser.Options{Client: w.HTTPClient(), Clock: w.Clock})
	for range 2 {
		for _, start := range []signin.Start{{}, {Tile: "Microsoft 365"}} {
			_, err = signin.Walk(t.Context(), agent, w.Person("alice@contoso.com"), start)
			require.NoError(t, err)
		}
	}
	assert.Len(t, flowsOf(w, since), 4)
}

func TestHopsAreWithoutSecretsAndAssets(t *testing.T) {
	w := world.Start(t, world.Options{})
	_, err := w.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	agent := w.Browser()
	result, err := signin.Walk(t.Context(), agent, w.Person("alice@contoso.com"), signin.Start{})
	require.NoError(t, err)
	resp, err := w.HTTPClient().Get("https://login.microsoftonline.com/favicon.ico")
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())

	secrets := []string{world.DemoJumpCloudPassword, w.ClientSecret, "Bearer"}
	for _, hop := range result.Transcript {
		for _, name := range []string{"code=", "samlToken=", "samlToken%3D"} {
			if _, value, found := strings.Cut(hop.URL, name); found {
				secrets = append(secrets, value)
			}
		}
	}
	assert.Greater(t, len(secrets), 4)
	hops := 0
	for _, e := range w.Record.Since(0) {
		for _, secret := range secrets {
			assert.NotContains(t, fmt.Sprintf("%+v %+v", e, e.HTTP), secret)
		}
		if e.Kind == record.Hop {
			hops++
			assert.NotContains(t, e.HTTP.URL, "favicon")
		}
	}
	assert.Equal(t, len(result.Transcript), hops)
}
