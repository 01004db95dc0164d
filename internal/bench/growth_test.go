package bench_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/idp/org"
	"samlharness/internal/up"
	"samlharness/world"
)

// BenchmarkPortalOf1000 signs in where an organization has 1,000 applications beside one with a single one: from the
// portal, where alice has one of them, or all, which the page must show; and from Microsoft, where she has all.
func BenchmarkPortalOf1000(b *testing.B) {
	portal := signin.Start{Tile: "Microsoft 365"}
	small := federated(b, nil)
	for _, c := range []struct {
		name    string
		granted bool
		start   signin.Start
	}{
		{"one-granted", false, portal}, {"all-granted", true, portal}, {"from-Microsoft", true, signin.Start{}},
	} {
		b.Run(c.name, func(b *testing.B) {
			large := federated(b, nil)
			for i := range 999 {
				a, err := large.JumpCloud.CreateApplication(b.Context(), org.NewApplication{
					Label:  fmt.Sprintf("App %03d", i),
					Slug:   fmt.Sprintf("app%03d", i),
					Domain: fmt.Sprintf("app%03d.example", i),
				})
				must(b, err)
				if c.granted {
					must(b, large.JumpCloud.BindGroup(b.Context(), org.AllUsers, a.ID))
				}
			}
			besideCPU(b,
				func() error { return walk(b.Context(), small, small.HTTPClient(), c.start) },
				func() error { return walk(b.Context(), large, large.HTTPClient(), c.start) })
		})
	}
}

// BenchmarkRefusalAmong900 has an unknown issuer refused in a tenant with 900 federated domains beside one with a
// single one.
func BenchmarkRefusalAmong900(b *testing.B) {
	refused := func(domains int) func() error {
		spec := world.Demo()
		for i := range domains - 1 {
			spec.Domains = append(spec.Domains, world.DomainSpec{Name: fmt.Sprintf("d%03d.example", i)})
		}
		w := federated(b, &spec)
		contoso, err := w.Entra.Domain(b.Context(), "contoso.com")
		require.NoError(b, err)
		for i := range domains - 1 {
			other := *contoso.Federation
			other.IssuerURI = fmt.Sprintf("https://d%03d.example", i)
			_, err := w.Entra.CreateFederation(b.Context(), fmt.Sprintf("d%03d.example", i), other)
			require.NoError(b, err)
		}
		app, err := w.JumpCloud.UpdateApplication(b.Context(), "office365",
			org.ApplicationUpdate{EntityID: new("https://unknown.example")})
		require.NoError(b, err)
		require.Equal(b, "https://unknown.example", app.EntityID)
		return func() error {
			result, err := signin.Walk(b.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
			if err == nil && result.Refused == nil {
				err = errors.New("an unknown issuer was accepted")
			}
			return err
		}
	}
	besideCPU(b, refused(1), refused(900))
}

// BenchmarkFirstKey is how long the first application of `harness up` waits for its 4096-bit key, by the clock on the
// wall, each time in a process of its own. The processor time is that of the whole process.
func BenchmarkFirstKey(b *testing.B) {
	if dir := os.Getenv(childVariable); dir != "" {
		firstKey(b, dir)
		return
	}
	var waits, used []time.Duration
	for b.Loop() {
		child := exec.CommandContext(b.Context(), os.Args[0], "-test.run", "^$", "-test.bench", "^BenchmarkFirstKey$",
			"-test.benchtime", "1x")
		child.Env = append(os.Environ(), childVariable+"="+b.TempDir())
		said, err := child.Output()
		require.NoError(b, err, "%s", said)
		found := regexp.MustCompile(`(\S+) wait-ms`).FindSubmatch(said)
		require.NotNil(b, found, "%s", said)
		wait, err := strconv.ParseFloat(string(found[1]), 64)
		require.NoError(b, err)
		waits = append(waits, time.Duration(wait*float64(time.Millisecond)))
		used = append(used, child.ProcessState.UserTime()+child.ProcessState.SystemTime())
	}
	report(b, waits, "wait-ms")
	report(b, used, "process-cpu-ms")
}

// childVariable tells a child of BenchmarkFirstKey where its connection file goes.
const childVariable = "BENCH_FIRST_KEY"

func firstKey(b *testing.B, dir string) {
	for b.Loop() {
		held, err := up.Open(b.Context(), up.Options{
			Listen:         "127.0.0.1:0",
			Sites:          "127.0.0.1:0",
			Proxy:          "127.0.0.1:0",
			ConnectionFile: filepath.Join(dir, "connection.json"),
		})
		require.NoError(b, err)
		wait := waited(b, func() error {
			_, err := held.World.JumpCloud.CreateApplication(b.Context(), org.NewApplication{Domain: "contoso.com"})
			return err
		})
		b.ReportMetric(milliseconds(wait), "wait-ms")
		require.NoError(b, held.Close())
	}
}
