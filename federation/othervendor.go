package federation

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"samlharness/federation/msgraph"
	"samlharness/internal/exit"
	"samlharness/record"
)

// maxNamed bounds how many commands a cure names.
const maxNamed = 5

// nameDomain is the way forward with another vendor's metadata, whose entity ID is the vendor's own name and not that
// of a domain: the domains that the tenant has, and the commands that federate them.
func (o *Operator) nameDomain(s Source, domains []msgraph.Domain) *record.Refusal {
	free := federatable(domains)
	r := &record.Refusal{
		Code: CodeDomainUnnamed,
		Exit: exit.Usage,
		Message: fmt.Sprintf("The metadata is not JumpCloud's, and its entity ID %s does not name a domain of the tenant: "+
			"which one shall it sign in?", s.IssuerURI),
		Expected: "--domain with a verified domain that is neither the default nor the initial one: " +
			strings.Join(free, ", "),
		Got: s.Domain,
	}
	if s.Domain != "" {
		r.Code, r.Exit, r.Message = CodeDomainNotInTenant, 0, typo(s.Domain)
	}
	switch likely := likely(s, free); {
	case len(free) == 0:
		r.Fix = "The tenant has no domain that can be federated: add one in the Entra admin center, Custom domain names, " +
			"and verify that it is yours."
	case o.Commands.MetadataFile == "":
		r.Fix = "Name the domain: " + strings.Join(likely, ", ") + "."
	default:
		named := *o
		named.Commands.NamesDomain = true
		r.Fix = "Name the domain whose users it signs in:"
		for _, domain := range likely {
			r.Fix += "\n" + named.command("enable", domain)
		}
	}
	return r
}

// federatable are the names of the domains that Microsoft federates; of one that is federated already, enabling it says
// how to go on.
func federatable(domains []msgraph.Domain) (names []string) {
	for _, d := range domains {
		if d.IsVerified && d.IsRoot && !d.IsDefault && !d.IsInitial {
			names = append(names, d.ID)
		}
	}
	slices.Sort(names)
	return names
}

// likely are the domains that are probably meant: those in which a host of the metadata is, else the first few.
func likely(s Source, free []string) []string {
	within := slices.DeleteFunc(slices.Clone(free), func(domain string) bool {
		return !slices.ContainsFunc([]string{s.IssuerURI, s.SignInURI}, func(address string) bool {
			u, err := url.Parse(address)
			return err == nil && strings.HasSuffix("."+strings.ToLower(u.Hostname()), "."+strings.ToLower(domain))
		})
	})
	if len(within) == 0 {
		within = free
	}
	return within[:min(len(within), maxNamed)]
}
