package script

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tiny is a language of three verbs: do, fail, why.
type tiny struct{}

func (tiny) Conditions() []string { return []string{"day", "night"} }
func (tiny) Reasons() string      { return "`why`" }
func (tiny) Command(words []string, _ bool) (Command, []Mistake) {
	switch words[0] {
	case "do", "fail":
		return tinyCommand{words, Action}, nil
	case "why":
		return tinyCommand{words, ReasonAssertion}, nil
	}
	return nil, []Mistake{{Message: "unknown"}}
}

type tinyCommand struct {
	words []string
	kind  Kind
}

func (c tinyCommand) Name() string     { return c.words[0] }
func (c tinyCommand) Kind() Kind       { return c.kind }
func (c tinyCommand) Files() []FileUse { return nil }
func (c tinyCommand) Text() string     { return Quote(c.words) }

// day does commands by day and keeps what it did.
type day struct {
	done []string
	err  error
}

func (d *day) Holds(condition string) bool { return condition == "day" }
func (d *day) Do(_ context.Context, c Command) error {
	d.done = append(d.done, c.Text())
	if c.Name() == "fail" {
		return d.err
	}
	return nil
}

func parsed(t *testing.T, text string) *Script {
	t.Helper()
	s, mistakes := Parse([]byte(text), tiny{}, Options{})
	require.Empty(t, mistakes)
	return s
}

func TestSteps(t *testing.T) {
	s := parsed(t, "# A day\n# in the life\n\n# First\n# at length\ndo 1\n\n# Prose in between\n\n# Second\n[day] do "+
		"2 # x\ndo 3\n")
	assert.Equal(t, "A day", s.Title)
	require.Len(t, s.Steps, 2)
	assert.Equal(t, "First", s.Steps[0].Title)
	assert.Equal(t, 4, s.Steps[0].Line)
	assert.Equal(t, "Second", s.Steps[1].Title)
	assert.Equal(t, 11, s.Steps[1].Lines[0].Number)
	assert.Equal(t, []Guard{{"day", true}}, s.Steps[1].Lines[0].Guards)

	s = parsed(t, "\n\ndo 1\n")
	assert.Equal(t, "(no title)", s.Steps[0].Title)
	assert.Equal(t, 3, s.Steps[0].Line)
}

func TestFilesKnowTheirLines(t *testing.T) {
	for _, end := range []string{"\n", "\r\n"} {
		s := parsed(t, "\ufeff"+strings.ReplaceAll("do 1\n-- a --\nx\ny\n-- b --\nz\n", "\n", end))
		assert.Equal(t, []File{{"a", []byte("x\ny\n"), 2}, {"b", []byte("z\n"), 5}}, s.Files)
	}
}

func TestRun(t *testing.T) {
	refused := errors.New("refused")
	for _, c := range []struct {
		name, script string
		done         []string
		line         int
		err          error
	}{
		{"all", "do 1\ndo 2\n", []string{"do 1", "do 2"}, 0, nil},
		{"ends at a failure", "do 1\nfail\ndo 2\n", []string{"do 1", "fail"}, 2, refused},
		{"a failure that is asked for", "! fail\nwhy\ndo 2\n", []string{"fail", "why", "do 2"}, 0, nil},
		{"a success that is not", "! do 1\nwhy\n", []string{"do 1"}, 1, ErrSucceeded},
		{"guards", "[day] do 1\n[night] do 2\n[!night] [day] do 3\n[!day] do 4\n", []string{"do 1", "do 3"}, 0, nil},
		{"nothing applies", "[night] fail\n", nil, 0, nil},
		{"guard and !", "! [day] fail\n[day] why\n[day] ! fail\n[day] why\n", []string{"fail", "why", "fail", "why"}, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := &day{err: refused}
			s := parsed(t, c.script)
			ran, line, err := s.Steps[0].Run(t.Context(), d)
			assert.Equal(t, c.done, d.done)
			assert.Equal(t, len(c.done), ran)
			assert.ErrorIs(t, err, c.err)
			if c.line == 0 {
				assert.Nil(t, line)
				return
			}
			assert.Equal(t, c.line, line.Number)
		})
	}
}

// A run that was ended is not a failure that a ! asks for.
func TestEndedRunIsNotAFailureAskedFor(t *testing.T) {
	s := parsed(t, "! fail\nwhy\n")
	_, line, err := s.Steps[0].Run(t.Context(), &day{err: context.Canceled})
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 1, line.Number)
}

func TestWhy(t *testing.T) {
	s := parsed(t, "do 1\n! fail\nwhy 'so it is'\n")
	assert.Equal(t, "why 'so it is'", s.Steps[0].Why(&s.Steps[0].Lines[1]))
	assert.Empty(t, s.Steps[0].Why(&s.Steps[0].Lines[0]))
	assert.Empty(t, s.Steps[0].Why(&s.Steps[0].Lines[2]))
}

func TestRewrite(t *testing.T) {
	files := []File{{Name: "b", Data: []byte("new\nlines\n")}, {Name: "c", Data: []byte("more")}}
	const before, after = "# x\ndo 1\n-- a --\nkept\n-- b --\nold\n", "# x\ndo 1\n-- a --\nkept\n-- b " +
		"--\nnew\nlines\n-- c --\nmore\n"
	for name, form := range map[string]func(string) string{
		"plain":   func(s string) string { return s },
		"Windows": func(s string) string { return "\ufeff" + strings.ReplaceAll(s, "\n", "\r\n") },
		"mark":    func(s string) string { return "\ufeff" + s },
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Rewrite([]byte(form(before)), files)
			require.NoError(t, err)
			assert.Equal(t, form(after), string(got))
		})
	}
	got, err := Rewrite([]byte("do 1"), files[1:])
	require.NoError(t, err)
	assert.Equal(t, "do 1\n-- c --\nmore\n", string(got), "a script without files")
	_, err = Rewrite([]byte("do 1\n"), []File{{Name: "c", Data: []byte("x\n-- d --\ny\n")}})
	assert.ErrorContains(t, err, "-- d --")
}
