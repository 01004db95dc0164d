package scenarios

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCheckNamesEveryMistake(t *testing.T) {
	for _, c := range []struct{ name, script, want string }{
		{"fine", "# Title\nsay one # a remark\nstdout 'it''s?'\n", ""},
		{"unknown verb", "say one\nsya two\n", "2: unknown verb \"sya\" | did you mean `say`?"},
		{"unknown verb of a family", "door opne alice\n", "1: unknown verb \"door opne\" | did you mean `door open`?"},
		{"misspelt with arguments", "door shutt now please\n", "1: unknown verb \"door shutt\" | did you mean `door shut`?"},
		{"far from any of a family", "door paint red\n",
			"1: unknown verb \"door paint\" | the verbs of door: door open, door shut"},
		{"family alone", "door\n", "1: door is only the beginning of a verb | the verbs of door: door open, door shut"},
		{"unknown flag", "door open alice --kye x\n", "1: door open has no flag --kye | did you mean --key?"},
		{"two unknown flags", "door open alice --kye x --gentyl\n",
			"1: door open has no flag --kye | did you mean --key?\n1: door open has no flag --gentyl | did you mean --gently?"},
		{"flag without value", "door open alice --key\n",
			"1: door open: flag needs an argument: --key | usage: door open NAME [--key string] [--gently]"},
		{"bad flag value", "door open alice --gently=maybe\n",
			"1: door open: invalid argument \"maybe\" for \"--gently\" flag: strconv.ParseBool: parsing \"maybe\": invalid " +
				"syntax | usage: door open NAME [--key string] [--gently]"},
		{"argument missing", "door open\n", "1: door open lacks NAME | usage: door open NAME [--key string] [--gently]"},
		{"argument too many", "door shut now\n", "1: door shut does not take \"now\" | usage: door shut"},
		{"bare !", "! door open alice\n", "1: ! does not say why it must fail | follow it with `reason CODE` or `stderr RE`"},
		{"bare ! before another verb", "! door open alice\nsay one\n",
			"1: ! does not say why it must fail | follow it with `reason CODE` or `stderr RE`"},
		{"! before what must not come", "! door open alice\n! stderr x\n",
			"1: ! does not say why it must fail | follow it with `reason CODE` or `stderr RE`"},
		{"! with the reason in another step", "! door open alice\n# Next\nreason 'not authorized'\n",
			"1: ! does not say why it must fail | follow it with `reason CODE` or `stderr RE`"},
		{"! with the reason guarded", "! door open alice\n[emulated] reason 'not authorized'\n",
			"2: the line that says why runs under other conditions than the ! before it | give both the same conditions"},
		{"! twice", "! ! say one\n", "1: ! and ? can stand only once before a verb"},
		{"! alone", "!\n", "1: a verb is missing"},
		{"negated reason", "say one\n! reason 'not authorized'\n",
			"2: reason cannot be negated | name the code that must come"},
		{"?", "? say one\n", "1: a line cannot begin with ? | say what must come of it: nothing before the verb, or !"},
		{"&", "say one &\n", "1: a verb cannot run in the background | leave the & out, or quote it: '&'"},
		{"bad regexp", "say one\nstdout '(one'\n",
			"2: stdout: error parsing regexp: missing closing ): `(one` | quote it with '…', and a dot, bracket or star " +
				"that stands for itself with \\"},
		{"unknown condition", "[emulatd] say one\n", "1: unknown condition [emulatd] | did you mean [emulated]?"},
		{"empty condition", "[] say one\n", "1: the condition is empty"},
		{"quote not closed", "say 'one\nsay two\n",
			"1: a quote is not closed | close it with ', or write '' for a quote inside quotes"},
		{"verb in quotes", "'say' one\n", "1: a verb cannot stand in quotes"},
		{"reason unknown", "! door open alice\nreason AADSTS501007\n",
			"2: reason: no refusal has the code \"AADSTS501007\" | did you mean AADSTS50107?"},
		{"variable", "say pa$word\n", "1: $word would be replaced by nothing | there are no variables; quote the word: '…'"},
		{"assertion first", "stdout one\nsay one\n", "1: stdout has nothing to look at | no verb ran before it"},
		{"empty", "", "1: the script has no command | write verbs one a line; `harness verbs` lists them"},
		{"remarks only", "# One\n\n# Two\n-- f --\n",
			"1: the script has no command | write verbs one a line; `harness verbs` lists them"},
		{"NUL", "say one\nsay\x00two\n", "2: the script holds a NUL character | scripts are text in UTF-8; was it saved " +
			"as UTF-16?"},
		{"not UTF-8", "say one\nsay \xff\n", "2: the line is not UTF-8 | save the script as UTF-8"},
		{"broken marker", "say one\n--f --\n", "2: unknown verb \"--f\" | a file of the script begins with a line `-- " +
			"NAME --`"},
		{"file twice", "say one\n-- f --\nx\n-- g --\n-- f --\n",
			"5: the file f stands in the script twice | the first is on line 2"},
		{"path out", "say one\n-- ../f --\nx\n",
			"2: the file name \"../f\" leads out of the script's folder | name files relative to the script's own folder, " +
				"with slashes"},
		{"path absolute", "say one\n-- /etc/f --\nx\n",
			"2: the file name \"/etc/f\" is absolute | name files relative to the script's own folder, with slashes"},
		{"path of Windows", "say one\n-- c:f --\nx\n",
			"2: the file name \"c:f\" holds a backslash or a colon | name files relative to the script's own folder, with " +
				"slashes"},
		{"path with a control character", "say one\n-- f\x7fg --\nx\n",
			"2: the file name \"f\\x7fg\" holds a control character | name files relative to the script's own folder, with " +
				"slashes"},
		{"file of a flag out", "read --file ../../etc/passwd\n",
			"1: the file name \"../../etc/passwd\" leads out of the script's folder | name files relative to the script's " +
				"own folder, with slashes"},
		{"file of an assertion out", "say x\nexists /etc/passwd\ncmp stdout a/../b\n",
			"2: the file name \"/etc/passwd\" is absolute | name files relative to the script's own folder, with " +
				"slashes\n3: the file name \"a/../b\" leads out of the script's folder | name files relative to the script's " +
				"own folder, with slashes"},
		{"file below a file", "say one\n-- f --\nx\n-- f/g --\n", "4: f/g cannot lie in f, which is a file"},
		{"world member", "say one\n-- world.yaml --\nnow: 2026-03-02T09:15:00Z\npropagationdelay: 2h\n",
			"4: world.yaml: unknown member \"propagationdelay\"; did you mean propagationDelay? | see the file world.yaml " +
				"of the shipped scripts"},
		{"world duration", "say one\n-- world.yaml --\n# x\npropagationDelay: soon\n",
			"4: world.yaml: \"soon\" is not a duration such as 2h or 90s | see the file world.yaml of the shipped scripts"},
		{"world with the same domain twice", "say one\n-- world.yaml --\ndomains:\n- name: a.example\n\n# x\n- name: " +
			"A.example\n",
			"7: world.yaml: the domain \"A.example\" is given twice | see the file world.yaml of the shipped scripts"},
		{"several", "sya one\n\ndoor open\n! say x\n",
			"1: unknown verb \"sya\" | did you mean `say`?\n3: door open lacks NAME | usage: door open NAME [--key string] " +
				"[--gently]\n4: ! does not say why it must fail | follow it with `reason CODE` or `stderr RE`"},
		{"CRLF", "# One\r\nsay one\r\nsya\r\n", "3: unknown verb \"sya\" | did you mean `say`?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, m := range check([]Script{{Name: "a.txtar", Data: []byte(c.script)}}, fakeVerbs()) {
				assert.Equal(t, "a.txtar", m.File)
				line := strings.TrimPrefix(strings.Split(m.String(), "\n")[0], "a.txtar:")
				if m.Hint != "" {
					line += " | " + m.Hint
				}
				got = append(got, line)
			}
			assert.Equal(t, c.want, strings.Join(got, "\n"))
		})
	}
}

// FuzzCheck holds that no text makes the checker panic, and that a script without mistakes runs by the same
// rules: the engine understands every line of it.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{"# One\nsay one\nstdout one\n",
		"! door open alice --key x\nreason 'not authorized'\n-- world.yaml --\nat: x\n", "say '''a' b'c'd # x\n",
		"[!real] say one\r\n\ufeff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, mistakes := examine(Script{Name: "f", Data: data}, fakeVerbs())
		if len(mistakes) > 0 {
			return
		}
		report, err := Run(t.Context(), RunOptions{
			Scripts:    []Script{{Name: "f", Data: data}},
			vocabulary: fakeVerbs(),
			newWorld:   fakeWorld,
			TempDir:    t.TempDir(),
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range report.Scripts[0].Steps {
			if s.Failure != nil && s.Failure.Expected == "" {
				t.Fatalf("the engine does not understand what was checked: %s", s.Failure.Message)
			}
		}
	})
}
