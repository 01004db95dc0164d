package record

// Kind is what an exchange is.
type Kind string

// The kinds. A hop is one request of a browser with its answer; the others are what passed in it, or what was decided.
const (
	AuthnRequest    Kind = "authn-request"
	Response        Kind = "response"
	HomeRealm       Kind = "home-realm"
	Password        Kind = "password"
	SignIn          Kind = "sign-in"
	SecondFactor    Kind = "second-factor"
	DirectoryBind   Kind = "directory-bind"
	DirectoryUnbind Kind = "directory-unbind"
	TokenRequest    Kind = "token-request"
	GraphCall       Kind = "graph-call"
	APICall         Kind = "api-call"
	Hop             Kind = "hop"
)

// Title is the kind in words, as SAML and the consoles have them; what people see.
func (k Kind) Title() string {
	switch k {
	case AuthnRequest:
		return "AuthnRequest"
	case Response:
		return "Response"
	case HomeRealm:
		return "home-realm discovery"
	case Password:
		return "password sign-in"
	case SignIn:
		return "sign-in"
	case SecondFactor:
		return "second factor"
	case DirectoryBind:
		return "directory bind"
	case DirectoryUnbind:
		return "directory unbind"
	case TokenRequest:
		return "token request"
	case GraphCall:
		return "Graph call"
	case APICall:
		return "call of JumpCloud's API"
	}
	return string(k)
}

// Kinds are all of them.
func Kinds() []Kind {
	return []Kind{
		AuthnRequest, Response, HomeRealm, Password, SignIn, SecondFactor, DirectoryBind, DirectoryUnbind, TokenRequest,
		GraphCall, APICall, Hop,
	}
}
