package aadsts

import (
	_ "embed"
	"strings"
	"sync"
)

// Explanation is why the service answers a code, and what to do about it.
type Explanation struct {
	// Grade says how well the cause is known: documented by Microsoft, observed on the real service, or assumed from the
	// sentence.
	Grade string
	// Cause is why it is answered, Cure what to mend.
	Cause, Cure string
	// Script are lines of a script that lead to the code in the demo world when contoso.com is federated with JumpCloud
	// and only alice is bound to the Microsoft 365 directory; none when no script does.
	Script []string
	// Seen says where else the code is met.
	Seen Place
}

// Place is where a code is met.
type Place string

// The places.
const (
	InWorld   Place = "script"  // [Explanation.Script] leads there
	InMessage Place = "inspect" // login.srf answers it here too, to a message that deserves it
	InToken   Place = "token"   // the token endpoint of a world answers it
	InLog     Place = "log"     // nothing here does: the real sign-in log has it
)

// See says how to see the code with this program.
func (e Explanation) See() string {
	switch e.Seen {
	case InWorld:
		return "in the demo world, with contoso.com federated and only alice bound: `" + strings.Join(e.Script, "`, `") + "`"
	case InMessage:
		return "`harness inspect` of the message shows the check that refuses it, what was expected and what came"
	case InToken:
		return "a world's token endpoint answers it: `harness federation show --target real` with --graph and " +
			"--authority-host " +
			"of a world meets it as it would meet Microsoft"
	}
	return "no world answers it; Microsoft's own sign-in log has the sign-in by its correlation id, and `harness " +
		"inspect` of " +
		"its SAMLResponse tells what is wrong with the message, if anything is"
}

// Explain explains a code; false for one that this program's federation does not meet.
func Explain(c Code) (Explanation, bool) {
	e, ok := explanations()[c]
	return e, ok
}

// causes has a line for each code that is explained, in ascending order of its digits: the code, the grade, the cause,
// the lines of a script with " ; " between or a [Place], the cure.
//
//go:embed causes.tsv
var causes string

// explanations is the table, read when the first code is explained.
var explanations = sync.OnceValue(func() map[Code]Explanation {
	all := map[Code]Explanation{}
	for line := range strings.Lines(causes) {
		cells := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(cells) != 5 {
			continue // a test demands five
		}
		e := Explanation{Grade: cells[1], Cause: cells[2], Seen: Place(cells[3]), Cure: cells[4]}
		switch e.Seen {
		case InMessage, InToken, InLog:
		default:
			e.Seen, e.Script = InWorld, strings.Split(cells[3], " ; ")
		}
		all[Code(cells[0])] = e
	}
	return all
})
