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
	// recorded says that an exchange with the request's correlation ID tells more.
	recorded bool
}

// refusal is the refusal with a code of the table.
func refusal(code aadsts.Code, args ...string) *record.Refusal {
	return &record.Refusal{Code: code.String(), Message: aadsts.Text(code, args...)}
}
