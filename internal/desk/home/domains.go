package home

import (
	"cmp"
	"context"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"slices"
	"time"

	"samlharness/certs"
	"samlharness/idp/org"
	"samlharness/sp/directory"
)

// domain is a domain of the tenant with what JumpCloud has for it.
type domain struct {
	directory.Domain
	App          *org.Application // nil when there is none
	Users, Bound int              // accounts at JumpCloud with an address in it, and how many of them are bound
	Seen         string           // what the sign-in pages take it for
}

// readDomains reads the domains, those that may be federated first.
func (s *state) readDomains(ctx context.Context) error {
	list, err := s.world.Entra.Domains(ctx)
	if err != nil {
		return err
	}
	for _, d := range list {
		seen, found, err := s.world.Entra.SignInDomain(ctx, d.Name)
		if err != nil {
			return err
		}
		row := domain{Domain: d, App: s.application(d.Name), Users: s.users[d.Name], Bound: s.bound[d.Name]}
		if found {
			row.Seen = seen.AuthenticationType()
		}
		s.domains = append(s.domains, row)
	}
	slices.SortStableFunc(s.domains, func(a, b domain) int {
		return cmp.Or(a.rank()-b.rank(), b.Users-a.Users, cmp.Compare(a.Name, b.Name))
	})
	return nil
}

// rank puts domains that may be federated before those that are not verified, and the tenant's own last.
func (d domain) rank() int {
	switch {
	case d.Initial:
		return 2
	case !d.Verified:
		return 1
	}
	return 0
}

// chosen is the domain whose steps are shown: the one that was asked for, or else the first that may be federated.
func (s *state) chosen(name string) (domain, bool) {
	for _, d := range s.domains {
		if d.Name == name || name == "" && d.federable() {
			return d, true
		}
	}
	if name != "" {
		return s.chosen("")
	}
	return domain{}, false
}

// federable says whether Microsoft federates such a domain.
func (d domain) federable() bool { return d.Verified && !d.Default && !d.Initial && d.Parent == "" }

// domainRow is a domain as the page shows it.
type domainRow struct {
	Name, Steps  string // Steps is the address of the steps for it, "" for a domain that cannot be federated
	Chosen       bool
	Marks        []mark
	Issuer       string
	Certificates []certificate
	Waits        string
}

// certificate is one that Microsoft takes assertions by.
type certificate struct {
	Role, Subject, Thumbprint, Expires string
	Left                               mark
}

// expiresSoon is when the days that a certificate has left become a warning.
const expiresSoon = 30

func (s *state) domainRows(v view) (rows []domainRow) {
	chosen, _ := s.chosen(v.domain)
	for _, d := range s.domains {
		row := domainRow{Name: d.Name, Chosen: d.Name == chosen.Name, Marks: d.marks()}
		if d.federable() || !d.Verified {
			row.Steps = v.of(d.Name)
		}
		if f := d.Federation; f != nil {
			row.Issuer = f.IssuerURI
			row.Certificates = append(s.certificates("", f.SigningCertificate),
				s.certificates("next", f.NextSigningCertificate)...)
		}
		if d.Seen != "" && d.Seen != d.AuthenticationType() {
			row.Waits = fmt.Sprintf("the sign-in pages still take it for %s", d.Seen)
		}
		rows = append(rows, row)
	}
	return rows
}

func (d domain) marks() []mark {
	state := mark{"", d.AuthenticationType()}
	if d.Federation != nil {
		state.Class = "good"
	}
	marks := []mark{state}
	for _, m := range []struct {
		is bool
		mark
	}{
		{d.HalfFederated, mark{"bad", "no readable configuration"}},
		{!d.Verified, mark{"warn", "not verified"}},
		{d.Default, mark{"", "default"}},
		{d.Parent != "", mark{"", "under " + d.Parent}},
	} {
		if m.is {
			marks = append(marks, m.mark)
		}
	}
	return marks
}

// certificates reads what a configuration has, in base64 DER; nothing for "".
func (s *state) certificates(role, der string) []certificate {
	if der == "" {
		return nil
	}
	c, err := parseCertificate(der)
	if err != nil {
		return []certificate{{Role: role, Left: mark{"bad", "not a certificate"}}}
	}
	left := days(s.now, c.NotAfter)
	shown := certificate{
		Role: role, Subject: c.Subject.CommonName, Thumbprint: certs.Thumbprint(c),
		Expires: c.NotAfter.UTC().Format(time.DateOnly), Left: mark{"", fmt.Sprintf("%d days left", left)},
	}
	switch {
	case certs.Expired(c, s.now):
		shown.Left = mark{"bad", "expired"}
	case s.now.Before(c.NotBefore):
		shown.Left = mark{"bad", "not valid yet"}
	case left < expiresSoon:
		shown.Left.Class = "warn"
	}
	return []certificate{shown}
}

func parseCertificate(der string) (*x509.Certificate, error) {
	raw, err := base64.StdEncoding.DecodeString(der)
	if err != nil {
		return nil, err
	}
	return certs.ParseDER(raw)
}
