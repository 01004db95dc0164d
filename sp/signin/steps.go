package signin

import (
	"samlharness/internal/expiring"
	"samlharness/sp/pages"
)

// step is one step of a sign-in.
type step interface {
	// due tells whether the sign-in needs the step, when none that stands before it in the table is due.
	due(p *pending) bool
	// take does the step. It is true when the request was answered, false when the sign-in goes on at once. A *[refused]
	// becomes the error page; any other error is a failure of the service.
	take(req *request, p *pending) (answered bool, err error)
}

// question is a step whose answer comes in a later request.
type question interface {
	step
	// pattern is where the answer comes in, on the login host: "POST /kmsi".
	pattern() (method, path string)
	// answer reads the answer and returns the sign-in as it is known after that.
	answer(req *request) (*pending, error)
}

// row is a step with its name in logs.
type row struct {
	name string
	step step
}

// parts are what steps are made of.
type parts struct {
	Options
	pages    *pages.Set
	pending  awaiting
	sessions *sessions
	codes    *expiring.Map[string] // one-time codes for the landing page: the session
	metadata *metadataDocument
}

// steps is the table: every step of a sign-in, in the order in which they come.
func steps(o parts) []row {
	decide := &decision{o.pages, o.pending, o.sessions, o.Applications}
	offer := &offer{o.pages, o.Tenant, o.DemoPassword}
	return []row{
		{"declined", &declinedStep{o.Applications}},
		{"silent", &silentStep{o.Applications}},
		{"home realm", &homeRealmStep{o.Tenant}},
		{"name", &nameStep{o.pages, o.pending, offer}},
		{"redirect", &redirectStep{o.pages, o.pending, o.metadata, o.Tenant.Cloud(), o.Record, o.Clock}},
		{"password", &passwordStep{o.pages, o.pending, o.Tenant, o.Record, o.Clock, offer}},
		{"session", &sessionStep{o.sessions}},
		{"confirm", &confirmStep{decide}},
		{"consent", &consentStep{decide}},
		{"stay signed in", &stayStep{o.pages, o.pending, o.sessions}},
		{"application", &applicationStep{o.Applications}},
		{"arrival", &arrivalStep{o.codes, o.Tenant.Cloud()}},
	}
}
