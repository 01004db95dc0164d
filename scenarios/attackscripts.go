package scenarios

import (
	"fmt"
	"strings"

	"samlharness/attack"
	"samlharness/internal/suggest"
)

// attackedDomain begins a script of attacks: a domain that is federated.
const attackedDomain = `
# contoso.com is federated
jumpcloud directory bind alice
jumpcloud app create office365 --domain contoso.com
jumpcloud group bind 'All Users' office365
jumpcloud metadata export office365 --out JumpCloud-office365-metadata.xml
federation enable --xml-file JumpCloud-office365-metadata.xml
signin alice@contoso.com
`

// AttackScripts are scripts that make attacks of those names, all of them without any: one for each family, with a step
// for each attack. The error is a *[UsageError] for a name that is not known.
func AttackScripts(names ...string) ([]Script, error) {
	if len(names) == 0 {
		names = attackNames()
	}
	var scripts []Script
	at := map[attack.Family]int{}
	for _, name := range names {
		a, known := attack.Find(name)
		if !known {
			return nil, unknownAttack(name)
		}
		i, begun := at[a.Family]
		if !begun {
			i = len(scripts)
			at[a.Family] = i
			scripts = append(scripts, Script{
				Name: "attacks-" + string(a.Family) + ".txtar",
				Data: []byte("# Attacks: " + string(a.Family) + "\n" + attackedDomain),
			})
		}
		scripts[i].Data = append(scripts[i].Data, attackStep(a)...)
	}
	return scripts, nil
}

// attackStep is what must come of an attack, as a step.
func attackStep(a attack.Attack) string {
	title := fmt.Sprintf("\n# %s: %s\n", a.Name, strings.Join(strings.Fields(a.Says), " "))
	if a.Code == "" {
		return title + "signin alice@contoso.com --attack " + a.Name + "\nstdout 'signed in as alice@contoso.com'\n"
	}
	return title + "! signin alice@contoso.com --attack " + a.Name + "\nreason " + a.Code + "\n"
}

func unknownAttack(name string) error {
	hint := "`harness attack list` lists them"
	if near := suggest.Nearest(name, attackNames()); near != "" {
		hint = "did you mean " + near + "? " + hint
	}
	return &UsageError{fmt.Sprintf("unknown attack %q", name), hint}
}
