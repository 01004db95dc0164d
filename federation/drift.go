package federation

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"samlharness/internal/exit"
	"samlharness/record"
)

// DriftSchema names the shape of [Drift] in JSON; CodeDrift is the code of a refusal: something differs.
const (
	DriftSchema = "samlharness/federation-drift/1"
	CodeDrift   = "FederationDrift"
)

// DriftOptions are what the tenant is compared with. A file, metadata, or both are needed.
type DriftOptions struct {
	Domain string
	// File is what a file says that the federation should be, all of it; nil without.
	File *Wanted
	// Metadata is JumpCloud's of today; nil without. Beside a file it is compared in what only JumpCloud decides: issuer,
	// address and certificates.
	Metadata *Source
	// ExpiresIn warns of certificates that end within this time; 0 of those that have ended.
	ExpiresIn time.Duration
}

// Drift is how a tenant differs from what it should be.
type Drift struct {
	Schema      string    `json:"schema"` // DriftSchema
	Domain      string    `json:"domain"`
	Endpoint    string    `json:"endpoint"`
	Differences []Drifted `json:"differences"`
	// Expiring are the certificates of the tenant that end within the time.
	Expiring []CertificateInfo `json:"expiring"`
}

// Drifted is a member that differs; certificates by their thumbprints, "" for null.
type Drifted struct {
	Member string `json:"member"`
	Tenant string `json:"tenant"`
	// File and Metadata are what those say; absent where they are not asked.
	File     *string `json:"file,omitempty"`
	Metadata *string `json:"metadata,omitempty"`
}

// Drift compares a tenant with what it should be, member by member, and changes nothing. The error is a *record.Refusal
// with CodeDrift, whose exit code is 2, when something differs or a certificate ends.
func (o *Operator) Drift(ctx context.Context, options DriftOptions) (Drift, error) {
	d := Drift{Schema: DriftSchema, Domain: options.Domain, Endpoint: o.Graph.Endpoint()}
	d.Differences, d.Expiring = []Drifted{}, []CertificateInfo{}
	if err := checkName(options.Domain); err != nil {
		return d, err
	}
	present, err := o.readKnown(ctx, options.Domain)
	if err != nil {
		return d, o.explain(options.Domain, err)
	}
	d.compare(present, options)
	d.Expiring = append(d.Expiring, o.expiring(present.configuration, options.ExpiresIn)...)
	if len(d.Differences)+len(d.Expiring) == 0 {
		return d, nil
	}
	return d, &record.Refusal{
		Code:    CodeDrift,
		Exit:    exit.Usage,
		Message: d.Domain + " " + d.amiss(),
		Fix:     d.fix(o.command("plan", d.Domain)),
	}
}

// fix is what to do; plan is the command that shows changes.
func (d Drift) fix(plan string) string {
	var parts []string
	if len(d.Differences) > 0 {
		parts = append(parts, "Look who changed it: the audit log has Set federation settings on domain. "+plan+
			" with the same file shows what leads back.")
	}
	if len(d.Expiring) > 0 {
		parts = append(parts, "Replace what ends: regenerate the certificate at JumpCloud and export the metadata again; "+
			plan+" with the new file shows what registers it.")
	}
	return strings.Join(parts, " ")
}

// amiss says what is not as it should be: the members that differ, and how many certificates end.
func (d Drift) amiss() string {
	var parts, members []string
	for _, difference := range d.Differences {
		members = append(members, difference.Member)
	}
	if len(members) > 0 {
		parts = append(parts, "differs from what it should be in "+strings.Join(members, ", "))
	}
	switch n := len(d.Expiring); {
	case n == 1:
		parts = append(parts, "has a certificate that ends on "+d.Expiring[0].NotAfter.UTC().Format(time.DateOnly))
	case n > 1:
		parts = append(parts, fmt.Sprintf("has %d certificates that end soon", n))
	}
	return strings.Join(parts, " and ")
}

// compare finds the members that differ.
func (d *Drift) compare(present state, options DriftOptions) {
	tenant := members(present)
	file, metadata := map[string]string{}, map[string]string{}
	if options.File != nil {
		file = members(options.File.state(present))
	}
	if options.Metadata != nil {
		metadata = members(options.Metadata.Wanted().state(present))
	}
	for _, name := range append([]string{"authenticationType"}, memberNames(everyField(Configuration{}))...) {
		drifted := Drifted{Member: name, Tenant: tenant[name]}
		if options.File != nil {
			drifted.File = new(file[name])
		}
		if options.Metadata != nil && (options.File == nil || slices.Contains(jumpCloudDecides(), name)) {
			drifted.Metadata = new(metadata[name])
		}
		if drifted.differs() {
			d.Differences = append(d.Differences, drifted)
		}
	}
}

func (d Drifted) differs() bool {
	return d.File != nil && *d.File != d.Tenant || d.Metadata != nil && *d.Metadata != d.Tenant
}

// jumpCloudDecides are the members that only the identity provider can say.
func jumpCloudDecides() []string {
	return []string{"issuerUri", "passiveSignInUri", "signingCertificate"}
}

// members are the members of a state by name; certificates by their thumbprints.
func members(s state) map[string]string {
	all := map[string]string{"authenticationType": s.domain.AuthenticationType}
	if s.configuration != nil {
		for _, f := range everyField(*s.configuration) {
			all[f.name] = brief(f.value)
		}
	}
	return all
}

// expiring are the certificates of a configuration that end within a time.
func (o *Operator) expiring(c *Configuration, within time.Duration) (ending []CertificateInfo) {
	if o.Clock == nil {
		return nil
	}
	for _, info := range o.certificatesOf(c) {
		if info.Unreadable != "" || !o.now().Add(within).Before(info.NotAfter) {
			ending = append(ending, info)
		}
	}
	return ending
}

// Text is the drift for people, in lines of at most 80 columns.
func (d Drift) Text() string {
	var out page
	if len(d.Differences)+len(d.Expiring) == 0 {
		out.line(0, "%s is as it should be", d.Domain)
	}
	for _, m := range d.Differences {
		out.line(0, "%s", m.Member)
		out.line(2, "tenant:   %s", orNull(m.Tenant))
		if m.File != nil {
			out.line(2, "file:     %s", orNull(*m.File))
		}
		if m.Metadata != nil {
			out.line(2, "metadata: %s", orNull(*m.Metadata))
		}
	}
	for _, c := range d.Expiring {
		out.line(0, "%s SHA-256 %s ends on %s", c.Use, c.Thumbprint, c.NotAfter.UTC().Format(time.DateOnly))
	}
	return out.String()
}
