package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/script"
)

// TestCheckNamesEveryMistake pins the line of each mistake and the part of its text that a reader needs.
func TestCheckNamesEveryMistake(t *testing.T) {
	for _, c := range []struct {
		name, script string
		want         []string // "line: fragment"; after a bar, a fragment of the hint
	}{
		{"fine", "# Title\nsay one # a remark\nstdout 'it''s?'\n", nil},
		{"fine with double quotes", "say \"one two\" '\"' \"it's \"\"so\"\"\"\nstdout \"one two\"\n", nil},
		{"unknown verb", "say one\nsya two\n", []string{`2: "sya"|say`}},
		{"unknown verb of a family", "door opne alice\n", []string{`1: "door opne"|door open`}},
		{"misspelt with arguments", "door shutt now please\n", []string{`1: "door shutt"|door shut`}},
		{"far from any of a family", "door paint red\n", []string{`1: "door paint"|door open, door shut`}},
		{"family alone", "door\n", []string{"1: beginning of a verb|door open, door shut"}},
		{"unknown flag", "door open alice --kye x\n", []string{"1: --kye|--key"}},
		{"two unknown flags", "door open alice --kye x --gentyl\n", []string{"1: --kye|--key", "1: --gentyl|--gently"}},
		{"flag without value", "door open alice --key\n", []string{"1: --key|usage"}},
		{"switch with a value", "door open alice --gently=maybe\n", []string{`1: --gently cannot be "maybe"|--gently=true`}},
		{"argument missing", "door open\n", []string{"1: lacks NAME|usage"}},
		{"argument too many", "door shut left now\n", []string{`1: does not take "now"|usage`}},
		{"not of the set", "door shut middle\n", []string{`1: SIDE cannot be "middle"|left or right`}},
		{"nearly of the set", "door shut lfet\n", []string{`1: SIDE cannot be "lfet"|did you mean left?`}},
		{"bare !", "! door open alice\n", []string{"1: does not say why|reason CODE"}},
		{"bare ! before another verb", "! door open alice\nsay one\n", []string{"1: does not say why"}},
		{"! before what must not come", "! door open alice\n! stderr x\n", []string{"1: does not say why"}},
		{"! before a broken line", "! door open alice\nraeson x\n", []string{`2: "raeson"|reason`}},
		{"! with the reason in another step", "! door open alice\n# Next\nreason 'not authorized'\n",
			[]string{"1: does not say why"}},
		{"! with the reason guarded", "! door open alice\n[emulated] reason 'not authorized'\n",
			[]string{"2: other conditions|same conditions"}},
		{"! twice", "! ! say one\n", []string{"1: ! can stand only once"}},
		{"! alone", "!\n", []string{"1: verb is missing"}},
		{"negated reason", "say one\n! reason 'not authorized'\n", []string{"2: reason cannot be negated"}},
		{"?", "? say one\n", []string{"1: begin with ?|nothing before the verb, or !"}},
		{"? after !", "! ? say one\n", []string{"1: begin with ?"}},
		{"? before !", "? ! say one\n", []string{"1: begin with ?"}},
		{"&", "say one &\n", []string{"1: background|'&'"}},
		{"& in quotes", "say one '&'\n", nil},
		{"bad regexp", "say one\nstdout '(one'\n", []string{"2: missing closing )|quote it"}},
		{"unknown condition", "[emulatd] say one\n", []string{"1: [emulatd]|[emulated]"}},
		{"condition far from any", "[sunny] say one\n", []string{"1: [sunny]|[chromium], [emulated], [real]"}},
		{"empty condition", "[] say one\n", []string{"1: condition is empty"}},
		{"quote not closed", "say 'one\nsay two\n", []string{"1: a quote is not closed|''"}},
		{"double quote not closed", "say two\nsay \"one\n", []string{`2: a double quote is not closed|close it`}},
		{"verb in quotes", "'say' one\n\"say\" one\n", []string{"1: verb cannot stand in quotes", "2: verb cannot stand in"}},
		{"reason unknown", "! door open alice\nreason AADSTS501007\n", []string{`2: "AADSTS501007"|AADSTS50107`}},
		{"variable", "say pa$word\n", []string{"1: $word|quote"}},
		{"no variable in quotes", "say 'pa$word' \"pa$word\" pa$'wo'\n", nil},
		{"assertion first", "stdout one\nsay one\n", []string{"1: stdout has nothing to look at|no verb ran before"}},
		{"cmp of an output first", "cmp stdout f\nsay one\n-- f --\n", []string{"1: cmp has nothing to look at"}},
		{"cmp of files first", "cmp f g\nsay one\n-- f --\n-- g --\n", nil},
		{"cmp with a file that nothing brings", "say one\ncmp stdout t.txt\n",
			[]string{"2: t.txt is not in the script|-- t.txt --, or let `harness run -u`"}},
		{"cmp with a file that is written later", "say one\ncmp stdout f\nwrite f x\n",
			[]string{"2: f is not in the script"}},
		{"cmp with a file that was written", "write f x\nwrite g x\ncmp f g\n", nil},
		{"cmp with a file that a failing verb does not write", "! write f x\nstderr x\ncmp f g\n-- g --\n",
			[]string{"3: f is not in the script|write it before"}},
		{"empty", "", []string{"1: no command|harness verbs"}},
		{"remarks only", "# One\n\n# Two\n-- f --\n", []string{"1: no command"}},
		{"NUL", "say one\nsay\x00two\n", []string{"2: NUL|UTF-16"}},
		{"not UTF-8", "say one\nsay \xff\n", []string{"2: not UTF-8"}},
		{"broken marker", "say one\n--f --\n", []string{`2: "--f"|-- NAME --`}},
		{"file twice", "say one\n-- f --\nx\n-- g --\n-- f --\n", []string{"5: f stands in the script twice|line 2"}},
		{"path out", "say one\n-- ../f --\nx\n", []string{`2: "../f" leads out|relative`}},
		{"path absolute", "say one\n-- /etc/f --\nx\n", []string{`2: "/etc/f" is absolute|relative`}},
		{"path of Windows", "say one\n-- c:f --\nx\n", []string{`2: "c:f" holds a backslash or a colon`}},
		{"path with a control character", "say one\n-- f\x7fg --\nx\n", []string{"2: control character"}},
		{"path with a blank at the end", "write 'f ' x\n", []string{`1: "f " begins or ends with a blank`}},
		{"file of a flag out", "read --file ../../etc/passwd\n", []string{"1: leads out"}},
		{"file of an assertion out", "say x\nexists /etc/passwd\ncmp stdout a/../b\n",
			[]string{"2: absolute", "3: leads out"}},
		{"file below a file", "say one\n-- f --\nx\n-- f/g --\n", []string{"4: f/g cannot lie in f"}},
		{"world member", "say one\n-- world.yaml --\nnow: 2026-03-02T09:15:00Z\npropagationdelay: 2h\n",
			[]string{`4: "propagationdelay"; did you mean propagationDelay`}},
		{"world duration", "say one\n-- world.yaml --\n# x\npropagationDelay: soon\n", []string{`4: "soon"`}},
		{"world with the same domain twice", "say one\n-- world.yaml --\ndomains:\n- name: a.example\n\n# x\n- name: " +
			"A.example\n", []string{`7: "A.example"`}},
		{"several", "sya one\n\ndoor open\n! say x\n", []string{`1: "sya"`, "3: lacks NAME", "4: does not say why"}},
		{"CRLF", "# One\r\nsay one\r\nsya\r\n", []string{`3: "sya"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			mistakes := check([]Script{{Name: "a.txtar", Data: []byte(c.script)}}, fakeVerbs())
			require.Len(t, mistakes, len(c.want), mistakes.Error())
			for i, m := range mistakes {
				place, rest, _ := strings.Cut(c.want[i], ": ")
				fragment, hint, _ := strings.Cut(rest, "|")
				assert.Equal(t, "a.txtar:"+place, fmt.Sprintf("%s:%d", m.File, m.Line))
				assert.Contains(t, m.Message, fragment)
				assert.Contains(t, m.Hint, hint)
			}
		})
	}
}

// Text is the mistake as the command line prints it.
func TestMistakeIsPrintedWithItsPlace(t *testing.T) {
	m := Mistakes{{File: "a.txtar", Line: 2, Message: "wrong", Hint: "right"}, {File: "b.txtar", Line: 1, Message: "odd"}}
	assert.EqualError(t, m, "a.txtar:2: wrong\n  hint: right\nb.txtar:1: odd")
}

// The file that an export without --out writes has a name that depends on the application.
func TestExportsMayBeCompared(t *testing.T) {
	script := "jumpcloud app create office365 --domain contoso.com\njumpcloud metadata export office365\n" +
		"jumpcloud metadata export office365 --out b.xml\ncmp JumpCloud-office365-metadata.xml b.xml\n"
	assert.Empty(t, Check([]Script{{Name: "a", Data: []byte(script)}}))
	mistakes := Check([]Script{{
		Name: "a",
		Data: []byte(strings.ReplaceAll(script, "office365\njump", "office365 --out c\njump")),
	}})
	require.Len(t, mistakes, 1)
	assert.Contains(t, mistakes[0].Message, "JumpCloud-office365-metadata.xml is not in the script")
}

// FuzzCheck checks that no text makes the checker panic, that a script without mistakes runs, and that each line as it
// is shown reads back as the same line.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{"# One\nsay one\nstdout one\n",
		"! door open alice --key x\nreason 'not authorized'\n-- world.yaml --\nat: x\n", "say '''a' b'c'd # x\n",
		"[!real] say one\r\n\ufeff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, mistakes := examine(Script{Name: "f", Data: data}, fakeVerbs(), script.Options{})
		if len(mistakes) > 0 {
			return
		}
		for _, step := range doc.Steps {
			for _, line := range step.Lines {
				words := line.Command.(command).Words
				shown, wrong := examine(Script{Name: "f", Data: []byte(script.Quote(words))}, fakeVerbs(), script.Options{})
				if shown == nil || len(shown.Steps) != 1 {
					t.Fatalf("%q does not read back: %v", words, wrong)
				}
				if back := shown.Steps[0].Lines[0].Command.(command).Words; !slices.Equal(words, back) {
					t.Fatalf("%q reads back as %q", words, back)
				}
			}
		}
		result, err := Run(t.Context(), RunOptions{
			Scripts:  []Script{{Name: "f", Data: data}},
			verbs:    fakeVerbs(),
			newWorld: fakeWorld,
			TempDir:  t.TempDir(),
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range result.Scripts[0].Steps {
			if s.Failure != nil && s.Failure.Expected == "" {
				t.Fatalf("what was checked does not run: %s", s.Failure.Message)
			}
		}
	})
}
