package federation

import (
	"context"
	"fmt"
	"strings"

	"samlharness/federation/msgraph"
	"samlharness/record"
)

func (s *survey) inTenant(domains []msgraph.Domain, err error) {
	const fact = "the tenant has the domain"
	switch {
	case err != nil:
		s.require(fact, CannotTell, err)
	case !s.known && s.source.OtherVendor:
		s.require(fact, Fail, s.nameDomain(s.source, domains))
	case !s.known:
		s.require(fact, Fail, notInTenant(s.source.Domain, domains))
		has := verified(domains)
		s.findings[len(s.findings)-1].Got += "; the tenant has " + strings.Join(has[:min(len(has), maxNamed)], ", ")
	default:
		s.require(fact, Pass, nil)
	}
}

// verified refuses in the words of the module, which looks at verified domains only, and says "Typo?" of others.
func (s *survey) verified(d msgraph.Domain, domains []msgraph.Domain) {
	s.about("the domain is verified", d.IsVerified, &record.Refusal{
		Code:     CodeDomainNotVerified,
		Message:  typo(s.source.Domain),
		Expected: "a verified domain: " + candidates(domains),
		Fix: fmt.Sprintf(textNotVerified, s.source.Domain) +
			": prove in the Entra admin center, Custom domain names, that it is yours.\n" + textListDomains,
	})
}

func (s *survey) notInitial(d msgraph.Domain) {
	s.about("the domain is not the tenant's initial one", !d.IsInitial, &record.Refusal{
		Code:     CodeInitialDomain,
		Message:  fmt.Sprintf(textInitial, s.source.Domain),
		Expected: "a domain of your own",
		Got:      d.ID,
		Fix: "Set the IdP Entity ID of the JumpCloud application to a domain of your own, which is not the default " +
			"one.",
	})
}

func (s *survey) notDefault(d msgraph.Domain) {
	s.about("the domain is not the tenant's default one", !d.IsDefault, &record.Refusal{
		Code:     CodeDefaultDomain,
		Message:  fmt.Sprintf(textDefault, s.source.Domain),
		Expected: "a domain that is not the default one",
		Got:      d.ID,
		Fix: "Make another domain the default one, best the one on onmicrosoft.com, and keep a Global Administrator " +
			"there; then try again.",
	})
}

const factNotFederated = "the domain is not federated"

// notFederated reads the configuration of a domain that is federated already, to tell what it differs in.
func (s *survey) notFederated(ctx context.Context, d msgraph.Domain) {
	const fact = factNotFederated
	if !s.known || d.AuthenticationType != msgraph.Federated {
		s.present = state{domain: d}
		s.about(fact, true, nil)
		return
	}
	present, err := s.read(ctx, d.ID)
	if err != nil {
		s.require(fact, Fail, err)
		return
	}
	s.present = present
	s.require(fact, Fail, s.secondConfiguration())
}

// secondConfiguration is Graph's refusal, with what the active configuration differs in.
func (s *survey) secondConfiguration() *record.Refusal {
	domain := s.source.Domain
	if s.present.half() {
		return s.halfFederated(domain)
	}
	refusal := &record.Refusal{Code: CodeBadRequest, Message: textAlreadyFederated, Fix: s.disableFirst(domain)}
	if s.present.configuration == nil { // it has just been disabled by someone else
		refusal.Fix = "The domain is being changed by someone else at this moment: look with " +
			s.command("show", domain) + ", then try again."
		return refusal
	}
	if s.source.Certificate == nil { // the domain alone is known
		return refusal
	}
	differing := differences(s.source.Configuration(), *s.present.configuration, nil)
	if len(differing) == 0 {
		refusal.Fix = "Nothing needs doing: the active configuration is the one that this metadata describes. " +
			refusal.Fix
		return refusal
	}
	tell(refusal, differing)
	return refusal
}

// notSynchronized gives the module's warning, which the module's own test for it never gives. Where the tenant could
// not be reached at all, it is not asked again.
func (s *survey) notSynchronized(ctx context.Context, reachable bool) {
	const fact = "directory synchronization is off"
	if !reachable {
		s.advise(fact, CannotTell, "")
		return
	}
	synchronized, err := s.Graph.Synchronized(ctx)
	s.synchronized = synchronized
	switch {
	case err != nil:
		s.advise(fact, CannotTell, permissionsFix, fmt.Sprintf(textSyncUnknown, err))
	case synchronized:
		s.advise(fact, Fail, textDirectorySync, textDirectorySync, textSyncHarmless)
	default:
		s.advise(fact, Pass, "")
	}
}

// root: isRoot says "verified root domain", so it tells nothing of an unverified one (Microsoft Graph, domain resource
// type).
func (s *survey) root(d msgraph.Domain) {
	const fact = "the domain is not a subdomain of another domain of the tenant"
	switch {
	case !s.known, !d.IsVerified:
		s.advise(fact, CannotTell, "")
	case !d.IsRoot:
		s.advise(fact, Fail, "Federate the parent, or promote the subdomain to a root domain.",
			fmt.Sprintf(textSubdomain, d.ID))
	default:
		s.advise(fact, Pass, "")
	}
}
