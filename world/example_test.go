package world_test

import (
	"context"
	"fmt"

	"samlharness/browser/signin"
	"samlharness/world"
)

// A world in a test needs no set-up; t is the *testing.T.
func ExampleStart() {
	t := &example{ctx: context.Background()}
	defer t.end()

	w := world.Start(t, world.Options{})
	result, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
	fmt.Println(result.SignedInAs, err)
	// Output: alice@contoso.com <nil>
}

// example stands in for *testing.T, which examples do not have.
type example struct {
	ctx     context.Context
	cleanup []func()
}

func (*example) Helper()                           {}
func (e *example) Context() context.Context        { return e.ctx }
func (*example) Fatalf(format string, args ...any) { fmt.Printf(format+"\n", args...) }
func (e *example) Cleanup(f func())                { e.cleanup = append(e.cleanup, f) }
func (e *example) end() {
	for _, f := range e.cleanup {
		f()
	}
}
