package federation

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"samlharness/certs"
	"samlharness/federation/msgraph"
	"samlharness/internal/exit"
	"samlharness/record"
)

// CodeWanted is the code of a refusal: a file does not say what the federation of a domain should be.
const CodeWanted = "WantedFileInvalid"

// Wanted is what the federation of a domain should be, all of it: a member that is empty should be null.
type Wanted struct {
	Domain string
	// Configuration is nil when the domain should be Managed.
	Configuration *Configuration
	// Replaces says that a configuration that differs is to be disabled first, which is JumpCloud's procedure; otherwise
	// its members are changed in place.
	Replaces bool
}

// Wanted is what metadata asks for.
func (s Source) Wanted() Wanted {
	c := s.Configuration()
	return Wanted{Domain: s.Domain, Configuration: &c, Replaces: true}
}

// wantedFile is the YAML of [ReadWanted].
type wantedFile struct {
	Domain             string          `yaml:"domain"`
	AuthenticationType string          `yaml:"authenticationType"`
	Federation         *wantedSettings `yaml:"federation"`
}

type wantedSettings struct {
	DisplayName                           string `yaml:"displayName"`
	IssuerURI                             string `yaml:"issuerUri"`
	PassiveSignInURI                      string `yaml:"passiveSignInUri"`
	ActiveSignInURI                       string `yaml:"activeSignInUri"`
	SignOutURI                            string `yaml:"signOutUri"`
	MetadataExchangeURI                   string `yaml:"metadataExchangeUri"`
	PasswordResetURI                      string `yaml:"passwordResetUri"`
	SigningCertificate                    string `yaml:"signingCertificate"`
	NextSigningCertificate                string `yaml:"nextSigningCertificate"`
	PreferredAuthenticationProtocol       string `yaml:"preferredAuthenticationProtocol"`
	PromptLoginBehavior                   string `yaml:"promptLoginBehavior"`
	FederatedIDPMFABehavior               string `yaml:"federatedIdpMfaBehavior"`
	IsSignedAuthenticationRequestRequired bool   `yaml:"isSignedAuthenticationRequestRequired"`
}

// ReadWanted reads a YAML file that says what the federation of a domain should be: domain, authenticationType
// (Federated unless given) and federation with Graph's names, certificates in base64 or PEM. A member that is left out
// should be null. Every error is a *record.Refusal with CodeWanted.
func ReadWanted(data []byte) (Wanted, error) {
	var file wantedFile
	if err := yaml.Load(data, &file, yaml.WithKnownFields()); err != nil {
		return Wanted{}, badWanted("YAML with domain, authenticationType and federation", inWordsOfTheFile(err.Error()))
	}
	if err := checkName(file.Domain); err != nil {
		got := fmt.Sprintf("domain: %q", file.Domain)
		if file.Domain == "" {
			got = "domain is missing"
		}
		return Wanted{}, badWanted("domain: "+expectedName(file.Domain), got)
	}
	switch cmp.Or(file.AuthenticationType, msgraph.Federated) {
	case msgraph.Managed:
		if file.Federation != nil {
			return Wanted{}, badWanted("a Managed domain without federation", "federation")
		}
		return Wanted{Domain: file.Domain}, nil
	case msgraph.Federated:
		if file.Federation == nil {
			return Wanted{}, badWanted("federation, with its members", "a Federated domain without")
		}
		return file.Federation.wanted(file.Domain)
	}
	return Wanted{}, badWanted("authenticationType: Managed or Federated", file.AuthenticationType)
}

func (s wantedSettings) wanted(domain string) (Wanted, error) {
	c := Configuration{
		ODataType:                       msgraph.InternalDomainFederationType,
		DisplayName:                     s.DisplayName,
		IssuerURI:                       s.IssuerURI,
		PassiveSignInURI:                s.PassiveSignInURI,
		ActiveSignInURI:                 s.ActiveSignInURI,
		SignOutURI:                      s.SignOutURI,
		MetadataExchangeURI:             s.MetadataExchangeURI,
		PasswordResetURI:                s.PasswordResetURI,
		SigningCertificate:              s.SigningCertificate,
		NextSigningCertificate:          s.NextSigningCertificate,
		PreferredAuthenticationProtocol: s.PreferredAuthenticationProtocol,
		PromptLoginBehavior:             s.PromptLoginBehavior,
		FederatedIDPMFABehavior:         s.FederatedIDPMFABehavior,
	}
	if s.IsSignedAuthenticationRequestRequired {
		c.IsSignedAuthenticationRequestRequired = &s.IsSignedAuthenticationRequestRequired
	}
	for name, certificate := range map[string]*string{
		"signingCertificate":     &c.SigningCertificate,
		"nextSigningCertificate": &c.NextSigningCertificate,
	} {
		if *certificate == "" {
			continue
		}
		parsed, err := certs.ParseCertificate(*certificate)
		if err != nil {
			return Wanted{}, badWanted(name+": a certificate in base64 or PEM", err.Error())
		}
		*certificate = certs.Base64(parsed)
	}
	return Wanted{Domain: domain, Configuration: &c}, checkWanted(c)
}

// allowed are the values of the enumerations, which are case-sensitive. Source: Microsoft Graph,
// internalDomainFederation resource type.
func allowedValues() map[string][]string {
	return map[string][]string{
		"preferredAuthenticationProtocol": {"saml", "wsFed"},
		"promptLoginBehavior": {
			"", "translateToFreshPasswordAuthentication", "nativeSupport", "disabled",
		},
		"federatedIdpMfaBehavior": {
			"acceptIfMfaDoneByFederatedIdp", "enforceMfaByFederatedIdp", "rejectMfaByFederatedIdp",
		},
	}
}

// checkWanted finds what Graph would refuse, or take and break sign-in by.
func checkWanted(c Configuration) error {
	for _, f := range everyField(c) {
		values, enum := allowedValues()[f.name]
		if enum && !slices.Contains(values, f.value) {
			return badWanted(f.name+": one of "+strings.Join(values, ", "), fmt.Sprintf("%s: %q", f.name, f.value))
		}
		needed := slices.Contains([]string{"issuerUri", "passiveSignInUri", "signingCertificate"}, f.name)
		if needed && f.value == "" {
			return badWanted("federation with "+f.name, f.name+" is missing")
		}
	}
	return nil
}

// How the YAML library says that a member is not known, and that something else stands in the place of members, by the
// names of Go's types.
var (
	notAMember = regexp.MustCompile(`field (\S+) not found in type [\w.]+`)
	notMembers = regexp.MustCompile("cannot construct \\S+ (`[^`]*`) into [\\w.]+")
)

// inWordsOfTheFile is the library's error without them.
func inWordsOfTheFile(text string) string {
	if strings.Contains(text, "no documents in stream") {
		return "a file without content"
	}
	text = strings.TrimPrefix(strings.TrimPrefix(text, "yaml: "), "construct errors: ")
	text = notAMember.ReplaceAllString(text, "there is no member $1 here")
	return notMembers.ReplaceAllString(text, "$1 stands where something else is expected")
}

func badWanted(expected, got string) *record.Refusal {
	return &record.Refusal{
		Code:     CodeWanted,
		Exit:     exit.Usage,
		Message:  "The file does not say what the federation of a domain should be",
		Expected: expected,
		Got:      got,
		Fix: "Correct the file; `harness federation plan --help` has its form, and `harness federation show` the names " +
			"of its members.",
	}
}

// source is what the file has of metadata, for the findings about it.
func (w Wanted) source() Source {
	s := Source{Domain: w.Domain, OtherVendor: true}
	if c := w.Configuration; c != nil {
		s.IssuerURI, s.SignInURI, s.SignOutURI = c.IssuerURI, c.PassiveSignInURI, c.SignOutURI
		s.Certificate, _ = certs.ParseCertificate(c.SigningCertificate) // read before
		s.NextCertificate, _ = certs.ParseCertificate(c.NextSigningCertificate)
	}
	return s
}

// state is what a domain should become.
func (w Wanted) state(now state) state {
	want := managedAgain(now)
	if w.Configuration != nil {
		want.domain.AuthenticationType, want.configuration = msgraph.Federated, w.Configuration
	}
	return want
}

// changes are the writes that lead from the present state to the wanted one.
func (w Wanted) changes(now state) []Change {
	want := w.state(now)
	all := changes(now, want)
	if w.Replaces && now.configuration != nil && len(all) > 0 {
		return append([]Change{toManaged(now)}, changes(managedAgain(now), want)...)
	}
	return all
}
