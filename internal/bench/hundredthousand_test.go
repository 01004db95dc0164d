package bench_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/idp/org"
	entra "samlharness/sp/directory"
	"samlharness/world"
)

// thousands is a spec with the demo's people and so many thousand more.
func thousands(n int) *world.Spec {
	spec := world.Demo()
	for i := range n * 1000 {
		spec.Users = append(spec.Users, world.UserSpec{
			UPN:         fmt.Sprintf("person%06d@contoso.com", i),
			DisplayName: fmt.Sprintf("Person %06d", i),
		})
	}
	return &spec
}

// BenchmarkHundredThousandUsers is a world with 100,000 users on both sides: how long it takes to come in, what a
// sign-in costs beside one in the demo world, alone and while somebody lists everybody and somebody renames users, and
// the requests of administrators that look at many users.
func BenchmarkHundredThousandUsers(b *testing.B) {
	var w *world.World
	spec := thousands(100)
	b.Run("import", func(b *testing.B) {
		before, s := cpu(b), waited(b, func() (err error) {
			w, err = world.New(b.Context(), world.Options{Keys: readyKeys{}, Spec: spec})
			return err
		})
		b.ReportMetric(s.Seconds(), "import-s")
		b.ReportMetric((cpu(b) - before).Seconds(), "import-cpu-s")
	})
	if w == nil {
		return // not chosen by -bench
	}
	defer func() { require.NoError(b, w.Close()) }()
	_, err := w.Federate(b.Context(), "contoso.com", "alice")
	require.NoError(b, err)
	b.Run("sign-in", func(b *testing.B) {
		small := federated(b, nil)
		besideCPU(b,
			func() error { return walk(b.Context(), small, small.HTTPClient(), signin.Start{}) },
			func() error { return walk(b.Context(), w, w.HTTPClient(), signin.Start{}) })
	})
	token := graphToken(b, w)
	for name, listing := range map[string]func(context.Context) error{
		"JumpCloud": func(ctx context.Context) error { _, err := w.JumpCloud.Users(ctx); return err },
		"Graph":     func(ctx context.Context) error { return listByGraph(ctx, w, token) },
	} {
		b.Run("sign-in-beside-a-listing-and-a-write/"+name, func(b *testing.B) { besideOthers(b, w, listing) })
	}
	b.Run("list-by-Graph", func(b *testing.B) {
		timed(b, func() error { return listByGraph(b.Context(), w, token) })
	})
	b.Run("filter", func(b *testing.B) { filters(b, w, token) })
	b.Run("bind-all", func(b *testing.B) {
		timed(b, func() error { _, err := w.JumpCloud.BindAll(b.Context(), nil); return err })
	})
	b.Run("delete", func(b *testing.B) { deletes(b, w) })
}

// besideOthers compares sign-ins while nobody else is there with sign-ins while somebody lists users without end and
// somebody renames one every 20 ms.
func besideOthers(b *testing.B, w *world.World, listing func(context.Context) error) {
	sample := func(n int) []time.Duration {
		var all []time.Duration
		for range n {
			all = append(all, waited(b, func() error { return walk(b.Context(), w, w.HTTPClient(), signin.Start{}) }))
		}
		return all
	}
	for b.Loop() {
		quiet := sample(300)
		ctx, cancel := context.WithCancel(b.Context())
		others := make(chan error)
		go func() { others <- untilDone(ctx, func() error { return listing(ctx) }) }()
		go func() { others <- untilDone(ctx, func() error { return rename(ctx, w) }) }()
		busy := sample(300)
		cancel()
		must(b, errors.Join(<-others, <-others))
		report(b, quiet, "quiet-p50-ms")
		report(b, busy, "busy-p50-ms")
		b.ReportMetric(milliseconds(p99(quiet)), "quiet-p99-ms")
		b.ReportMetric(milliseconds(p99(busy)), "busy-p99-ms")
		b.ReportMetric(float64(p99(busy))/float64(p99(quiet)), "x-quiet-p99")
	}
}

func untilDone(ctx context.Context, work func() error) error {
	for ctx.Err() == nil {
		if err := work(); err != nil && ctx.Err() == nil {
			return err
		}
	}
	return nil
}

func rename(ctx context.Context, w *world.World) error {
	_, err := w.JumpCloud.UpdateUser(ctx, "person000001", org.UserUpdate{DisplayName: new("Somebody Else")})
	pause, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	<-pause.Done()
	return err
}

func p99(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)*99/100]
}

// filters asks Graph for users by properties without an index.
func filters(b *testing.B, w *world.World, token string) {
	for name, filter := range map[string]string{
		"mail-eq":                "mail eq 'person050000@contoso.com'",
		"displayName-startswith": "startswith(displayName,'Person 05000')",
		"nobody":                 "mail eq 'nobody@contoso.com'",
	} {
		b.Run(name, func(b *testing.B) {
			timed(b, func() error {
				return get(b.Context(), w, "https://graph.microsoft.com/v1.0/users?$filter="+url.QueryEscape(filter), token,
					io.Discard)
			})
		})
	}
}

// timed prints the wall and the processor time of work.
func timed(b *testing.B, work func() error) {
	b.Helper()
	b.ReportAllocs()
	var all, used []time.Duration
	for b.Loop() {
		before := cpu(b)
		all = append(all, waited(b, work))
		used = append(used, cpu(b)-before)
	}
	report(b, all, "wall-ms")
	report(b, used, "cpu-ms")
}

// listByGraph reads the pages of all users, as Graph links them, and keeps none of them.
func listByGraph(ctx context.Context, w *world.World, token string) error {
	next := "https://graph.microsoft.com/v1.0/users?$top=999"
	for next != "" {
		var begin strings.Builder
		if err := get(ctx, w, next, token, &begin); err != nil {
			return err
		}
		_, rest, _ := strings.Cut(begin.String(), `"@odata.nextLink":"`)
		next, _, _ = strings.Cut(rest, `"`)
		next = strings.ReplaceAll(next, `\u0026`, "&")
	}
	return nil
}

func graphToken(b *testing.B, w *world.World) string {
	form := url.Values{
		"grant_type":    {"client_credentials"},
		"client_id":     {w.ClientID},
		"client_secret": {w.ClientSecret},
		"scope":         {"https://graph.microsoft.com/.default"},
	}
	a, err := w.HTTPClient().PostForm("https://login.microsoftonline.com/"+w.Entra.ID()+"/oauth2/v2.0/token", form)
	require.NoError(b, err)
	body, err := io.ReadAll(a.Body)
	require.NoError(b, errors.Join(err, a.Body.Close()))
	_, rest, _ := strings.Cut(string(body), `"access_token":"`)
	token, _, ok := strings.Cut(rest, `"`)
	require.True(b, ok, "no access token")
	return token
}

// get reads an answer of Graph and writes its first kilobyte.
func get(ctx context.Context, w *world.World, address, token string, begin io.Writer) error {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	q.Header.Set("Authorization", "Bearer "+token)
	a, err := w.HTTPClient().Do(q)
	if err != nil {
		return err
	}
	_, err = io.CopyN(begin, a.Body, 1024)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	_, err2 := io.Copy(io.Discard, a.Body)
	if a.StatusCode != http.StatusOK {
		err = errors.Join(err, fmt.Errorf("%s: %s", address, a.Status))
	}
	return errors.Join(err, err2, a.Body.Close())
}

// deletes removes at either side a user who was added just before.
func deletes(b *testing.B, w *world.World) {
	const upn = "leaver@contoso.com"
	jumpCloud := func() error {
		_, err := w.JumpCloud.CreateUser(b.Context(), org.NewUser{Username: "leaver", Email: upn})
		return err
	}
	entra := func() error {
		_, err := w.Entra.CreateUser(b.Context(), entra.NewUser{
			UserPrincipalName: upn,
			DisplayName:       "Leaver",
			ImmutableID:       "leaver",
		})
		return err
	}
	for name, side := range map[string]struct {
		add    func() error
		remove func(context.Context, string) error
	}{
		"JumpCloud": {jumpCloud, w.JumpCloud.DeleteUser},
		"Entra":     {entra, w.Entra.DeleteUser},
	} {
		b.Run(name, func(b *testing.B) {
			var all []time.Duration
			for b.Loop() {
				for range 200 {
					must(b, side.add())
					all = append(all, waited(b, func() error { return side.remove(b.Context(), upn) }))
				}
			}
			report(b, all, "delete-ms")
		})
	}
}
