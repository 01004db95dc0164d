package signin

import (
	"samlharness/record"
	"samlharness/sp/aadsts"
)

// refused is why a sign-in is refused, for the error page. Advice is ours, for what Microsoft's sentence cannot say; ""
// shows none.
type refused struct {
	*record.Refusal
	advice string
	// recorded says that the record has an exchange with the request's correlation ID already.
	recorded bool
}

// refusal is the refusal with a code of the table.
func refusal(code aadsts.Code, args ...string) *record.Refusal {
	return &record.Refusal{Code: code.String(), Message: aadsts.Text(code, args...)}
}

// sessionMissing is that of an answer to a question of which the service knows nothing.
func sessionMissing() *record.Refusal {
	no := refusal(aadsts.SessionMissing)
	no.Expected, no.Got = "the answer to a question that this browser was asked", "one to none, or to an older one"
	no.Fix = "begin the sign-in again, and let the browser keep the cookies of Microsoft's sign-in host"
	return no
}
