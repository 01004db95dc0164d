package world

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"samlharness/federation"
	"samlharness/idp/org"
	"samlharness/internal/cloud"
	"samlharness/internal/domainname"
	"samlharness/internal/wire"
)

// Federation is what [World.Federate] made.
type Federation struct {
	// Application is JumpCloud's office365 application; its ID names it to the other calls of [World.JumpCloud].
	Application org.Application
	// Metadata is the file that JumpCloud exported, and Source what the operator read in it.
	Metadata []byte
	Source   federation.Source
	// Result is what the operator did at Microsoft.
	Result federation.Result
}

// Federate federates a verified domain of the tenant with JumpCloud, as the administrators of both would: it binds
// users to the Microsoft 365 directory, which gives each the immutable ID, creates an office365 application for the
// domain, binds the group [org.AllUsers] to it, exports its metadata, and enables that at Microsoft through Graph. Then
// it moves the clock by the tenant's propagation delay, after which the sign-in pages know.
//
// The users are named by e-mail address, username or ID; nobody else can sign in to Microsoft then. Without names they
// are all whose address at JumpCloud is in the domain. A user who is bound already keeps the immutable ID.
//
// An application that there is for the domain already is used as it is. The error says which step failed and wraps its
// cause: a *[record.Refusal] of the operator when the domain is federated already, not verified, or not there. What was
// done before that step stays.
func (w *World) Federate(ctx context.Context, domain string, users ...string) (Federation, error) {
	if !domainname.Valid(domain) {
		return Federation{}, fmt.Errorf("federate %q: expected a domain name such as contoso.com", domain)
	}
	ctx = w.Record.Begin(ctx)
	f := federating{World: w, domain: strings.ToLower(domain), users: users}
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"bind users to the directory", f.bindUsers},
		{"create the application", f.createApplication},
		{"bind the group to the application", f.bindGroup},
		{"export the metadata", f.exportMetadata},
		{"enable", f.enable},
	} {
		if err := step.do(ctx); err != nil {
			return f.Federation, fmt.Errorf("federate %s: %s: %w", domain, step.name, err)
		}
	}
	f.note(ctx)
	w.Clock.Advance(w.Entra.PropagationDelay())
	return f.Federation, nil
}

// federating is one call of Federate under way.
type federating struct {
	*World
	Federation
	domain string
	users  []string

	bound   []string // e-mail addresses
	created bool     // the application is new
}

func (f *federating) bindUsers(ctx context.Context) error {
	if len(f.users) == 0 {
		_, err := f.JumpCloud.BindAll(ctx, func(u org.User) bool {
			mine := domainname.In(u.Email, f.domain)
			if mine {
				f.bound = append(f.bound, u.Email)
			}
			return mine
		})
		return err
	}
	for _, ref := range f.users {
		u, err := f.JumpCloud.BindDirectory(ctx, ref, org.BindOptions{})
		if err != nil {
			return fmt.Errorf("%s: %w", ref, err)
		}
		f.bound = append(f.bound, u.Email)
	}
	return nil
}

// createApplication takes the domain's application, or makes one; the first of an organization is called office365.
func (f *federating) createApplication(ctx context.Context) error {
	apps, err := f.JumpCloud.Applications(ctx)
	if err != nil {
		return err
	}
	n := f.newApplication()
	for _, a := range apps {
		if a.EntityID == "https://"+f.domain && slices.Contains(a.ACSURLs, f.Entra.Cloud().ACS()) {
			f.Application = a
			return nil
		}
	}
	if slices.ContainsFunc(apps, func(a org.Application) bool { return a.Slug == org.TemplateOffice365 }) {
		n.Slug = f.domain[:min(len(f.domain), longestSlug)]
	}
	f.Application, err = f.JumpCloud.CreateApplication(ctx, n)
	f.created = err == nil
	return err
}

// newApplication is the connector for Microsoft 365. Its ACS URL and audience are those of the global cloud and fixed:
// for another cloud it is a custom application that asserts the same.
func (f *federating) newApplication() org.NewApplication {
	n, c := org.NewApplication{Domain: f.domain}, f.Entra.Cloud()
	if c == cloud.Global {
		return n
	}
	subject, format := org.SubjectImmutableID, wire.NameIDPersistent
	return org.NewApplication{
		Template:   org.TemplateSAML,
		Label:      "Microsoft 365",
		Slug:       org.TemplateOffice365,
		EntityID:   "https://" + f.domain,
		LoginURL:   c.ACS() + "?whr=" + f.domain,
		SPEntityID: c.EntityID(),
		ACSURLs:    []string{c.ACS()},
		With: org.ApplicationUpdate{
			SubjectField:   &subject,
			NameIDFormat:   &format,
			UserAttributes: &[]org.UserAttribute{{Name: "IDPEmail", Field: "email"}},
		},
	}
}

// longestSlug is how many characters JumpCloud takes behind /saml2/.
const longestSlug = 64

func (f *federating) bindGroup(ctx context.Context) error {
	return f.JumpCloud.BindGroup(ctx, org.AllUsers, f.Application.ID)
}

func (f *federating) exportMetadata(ctx context.Context) (err error) {
	if _, f.Metadata, err = f.JumpCloud.ExportMetadata(ctx, f.Application.ID); err != nil {
		return err
	}
	f.Source, err = federation.ReadMetadata(f.Metadata)
	return err
}

func (f *federating) enable(ctx context.Context) error {
	operator, err := f.Operator(nil, nil)
	if err != nil {
		return err
	}
	f.Result, err = operator.Enable(ctx, f.Source)
	return err
}
