package signin

import (
	"crypto/rand"

	"github.com/jonboulle/clockwork"

	"samlharness/internal/expiring"
	"samlharness/record"
	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
)

// pending is a sign-in that is under way: what is known of it so far.
type pending struct {
	// id is the same from the first page to the last.
	id string
	// login is the name: hinted, or typed by the person when named is true. Only a typed one decides the home realm.
	login string
	named bool
	// domainHint is a domain that may decide the home realm without a name; "" once it was looked at.
	domainHint string
	// wrong is why the answer that came last does not do.
	wrong remark
	// domain is the home realm, nil until it is found. It is not kept between requests.
	domain *directory.Domain
	// claims say who the person is and how that was proved; nil until it is.
	claims *claims
	// signOutURI is where sign-out leads a federated person, "" for others.
	signOutURI string
	// session is the key of the session, "" until it is open.
	session string
	// ask is what the application asked for that the person came from; nil when there is none.
	ask *Ask
	// confirmed tells that the person wants to sign in to the program whose code they typed, consented that they agreed to
	// what the application asks for, declined that they do not want to.
	confirmed, consented, declined bool
	// stayAnswered tells that "Stay signed in?" was answered, or need not be asked.
	stayAnswered bool
}

// remark is the sentence beside a field, with its code, which may be "".
type remark struct {
	sentence string
	code     aadsts.Code
}

func newPending() *pending { return &pending{id: rand.Text()} }

// newAwaiting keeps a bounded number of sign-ins, of bounded size.
func newAwaiting(clock clockwork.Clock) awaiting {
	return awaiting{expiring.New[pending](clock, maxPending).Weighing(maxPendingBytes, pending.weight)}
}

// restart begins the sign-in anew with a typed name: what was found out about whoever was named before is forgotten,
// what the application asked for is not.
func (p *pending) restart(login string) {
	*p = pending{id: p.id, ask: p.ask, login: login, named: true}
}

// proved tells whether the person has proved who they are.
func (p *pending) proved() bool { return p.claims != nil }

// federated tells whether the home realm is known and is an identity provider's.
func (p *pending) federated() bool {
	return p.domain != nil && p.domain.AuthenticationType() == directory.Federated
}

// awaiting keeps sign-ins until the answer to a question comes. Each question is a key of its own, so that the
// browser's way back finds the sign-in as it was then.
type awaiting struct{ kept *expiring.Map[pending] }

// ask keeps the sign-in until a page is answered and returns the ctx that the page's form carries along.
func (a awaiting) ask(p *pending) (ctx string) { return a.kept.Add(p.atRest(), pageLife) }

// request keeps the sign-in until the AuthnRequest with the ID is answered.
func (a awaiting) request(id string, p *pending) { a.kept.Put(id, p.atRest(), pageLife) }

// of is the sign-in whose question has the key, or a new one.
func (a awaiting) of(key string) *pending {
	if p, ok := a.kept.Get(key); ok {
		return &p
	}
	return newPending()
}

// atRest is what is kept between requests: what the directory says is read anew, the claims of an open session are the
// session's, and a name that came in a form of any size is a short copy.
func (p *pending) atRest() pending {
	kept := *p
	kept.domain, kept.domainHint, kept.wrong = nil, "", remark{}
	kept.login = record.Clip(kept.login, maxLogin)
	if kept.session != "" {
		kept.claims = nil
	}
	return kept
}
