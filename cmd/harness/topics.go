package main

import (
	"fmt"
	"io"
	"strings"

	"samlharness/scenarios"
	"samlharness/world"
)

// topic is the manual that the words after "help" ask for; nil when they ask for a command.
func topic(words []string) func(a *app, rest []string) error {
	switch {
	case len(words) == 1 && words[0] == "scripts":
		return (*app).scriptManual
	case len(words) == 1 && words[0] == "world":
		return (*app).worldManual
	case len(words) > 0 && words[0] == "codes":
		return (*app).codeManual
	}
	return nil
}

// scriptManual writes the manual of the script language.
func (a *app) scriptManual([]string) error {
	text := scenarios.Manual(a.columns()) + "\nharness verbs lists the verbs, harness help codes the reasons.\n"
	_, err := io.WriteString(a.stdout, text)
	return err
}

const worldExample = `organization: Fabrikam
domains:
- name: fabrikam.com
users:
- upn: ann@fabrikam.com
  bound: true
`

// worldManual explains the members of world files.
func (a *app) worldManual([]string) error {
	h := helpText{width: a.columns()}
	h.paragraphs(`A world file says in YAML who and what is in a world when it begins. Scripts bring it as a file ` +
		`world.yaml; "harness run --world FILE" and "harness up --world FILE" take one, "harness world ` +
		`export" writes one. What the file does not name is as in the demo world. Members that hold others ` +
		`are written as "domains.name": the member name of each of domains.`)
	h.heading("Example")
	for line := range strings.Lines(worldExample) {
		h.WriteString("  " + line)
	}
	h.heading("Members")
	for _, m := range world.Members() {
		h.lines(m.Name+" ("+m.Form+")", 2, 4)
		h.lines(m.Text, 6, 6)
	}
	h.WriteString("\nThe verbs that export and import a world: harness world --help\n")
	_, err := io.WriteString(a.stdout, h.String())
	return err
}

// codeManual explains the codes of refusals: all of them, or those with one of the words in them.
func (a *app) codeManual(words []string) error {
	h := helpText{width: a.columns()}
	by := ""
	for _, r := range scenarios.Reasons() {
		if !wanted(r.Code, words) {
			continue
		}
		if r.By != by {
			by = r.By
			h.heading(by)
		}
		h.lines(r.Code, 2, 2)
		h.fact("says", r.Message)
		h.fact("cause", r.Cause)
		h.fact("cure", r.Cure)
	}
	if by == "" {
		return &usageError{fmt.Sprintf("no reason code has %s in it", strings.Join(words, " or ")),
			"harness help codes lists them all"}
	}
	_, err := io.WriteString(a.stdout, strings.TrimPrefix(h.String(), "\n"))
	return err
}

func wanted(code string, words []string) bool {
	for _, word := range words {
		if strings.Contains(strings.ToLower(code), strings.ToLower(word)) {
			return true
		}
	}
	return len(words) == 0
}

// fact writes a labelled text; nothing when it is empty.
func (h *helpText) fact(label, text string) {
	if text != "" {
		h.lines(fmt.Sprintf("%-6s %s", label, text), 6, 13)
	}
}
