package redact

import (
	"slices"
	"strings"
)

// secrets are the names of headers, fields, parameters, members and cookies whose values are secret, in lower case and
// without hyphens and underscores. Sources: RFC 9110 and 6265 (headers), RFC 6749, 7523, 7636 and 8628 (OAuth), OpenID
// Connect Core, WS-Security (UsernameToken), JumpCloud's API and console, Microsoft's sign-in pages and cookies.
var secrets = map[Kind][]string{
	Cookie: {"cookie", "setcookie", "cookies", "estsauth", "estsauthpersistent", "estsauthlight", "estssso", "estssc",
		"estssec", "esctx", "buid", "fpc", "ssocookiepulled", "signinstatecookie", "ccstate", "xmsrefreshtokencredential",
		"xmsgatewayslice", "rpsauth", "rpssecauth", "wlssc", "mspauth", "mspprof", "msphint", "msisauth", "msisauth1",
		"msissignout", "msisauthenticated", "fedauth", "fedauth1", "rtfa", "connectsid", "sessionid",
		"jsessionid", "phpsessid", "aspnetsessionid", "xsrf", "xsrftoken", "csrf", "csrftoken", "requestverificationtoken"},
	Token: {"authorization", "proxyauthorization", "xapikey", "apikey", "xauthtoken", "accesstoken", "refreshtoken",
		"idtoken", "idtokenhint", "token", "bearertoken", "authtoken", "devicecode", "usercode", "codeverifier",
		"clientassertion", "clientinfo", "canary", "apicanary", "sft", "sctx", "flowtoken", "ctx", "hpgrequestid",
		"ppft", "estsrequest", "sessiontoken", "xcsrftoken", "xxsrftoken",
		"xcsrf", "xsessiontoken", "sharedaccesssignature", "sig", "connectkey", "xconnectkey", "samlart"},
	Password: {"password", "passwd", "pass", "pwd", "pin", "loginpassword", "newpassword", "oldpassword", "newpasswd",
		"confirmpassword", "currentpassword", "userpassword", "passphrase", "secret", "clientsecret", "appsecret",
		"secrettext", "otp", "otc", "totp", "totpcode", "mfacode", "verificationcode", "additionalauthdata", "passcode",
		"recoverycode"},
	PrivateKey: {"privatekey", "signingkey", "pkcs12", "pfx"},
}

// harmless are the names of form fields and query parameters whose values are kept, if they do not look like secrets:
// those of SAML Bindings, WS-Federation 1.2 and OAuth that say what was asked for, not by whom it was granted.
var harmless = []string{"samlresponse", "samlrequest", "wresult", "relaystate", "sigalg", "signature", "samlencoding",
	"wa", "wtrealm", "wct", "wp", "wreply", "wauth", "clientid", "responsetype", "responsemode", "redirecturi", "scope",
	"resource", "prompt", "domainhint", "loginhint", "whr", "username", "login", "clientrequestid", "correlationid",
	"error", "errorcode", "errordescription", "mkt", "lc", "uilocales", "apiversion"}

// harmlessHeaders are the headers that are kept.
var harmlessHeaders = []string{"accept", "acceptlanguage", "cachecontrol", "clientrequestid", "contentlength",
	"contenttype", "date", "host", "location", "origin", "referer", "requestid", "server", "useragent", "xmsrequestid",
	"xmsestsserver", "xmsclitelem"}

// related are the domains whose hosts may have a part in a sign-in of this federation.
var related = []string{"microsoftonline.com", "microsoftonline.us", "partner.microsoftonline.cn", "login.live.com",
	"login.microsoft.com", "login.windows.net", "jumpcloud.com"}

// namespaces are hosts that stand in the names of namespaces, where nothing is sent to.
var namespaces = []string{"www.w3.org", "schemas.xmlsoap.org", "docs.oasis-open.org", "schemas.microsoft.com"}

// canonical is a name as the tables have it.
func canonical(name string) string {
	return strings.NewReplacer("-", "", "_", "", ".", "").Replace(strings.ToLower(strings.TrimSpace(name)))
}

// kinds is the table the other way round: what a value is, by the canonical name.
var kinds = func() map[string]Kind {
	all := map[string]Kind{}
	for kind, names := range secrets {
		for _, name := range names {
			all[name] = kind
		}
	}
	return all
}()

// secretOf is what the value of a name, or of the last part of a dotted one, is; "" when the table does not have it.
func secretOf(name string) Kind {
	if kind := kinds[canonical(name)]; kind != "" {
		return kind
	}
	return kinds[canonical(name[1+strings.LastIndexByte(name, '.'):])]
}

// isHarmless says whether the table lets a form's field or a query's parameter keep its value.
func isHarmless(name string) bool { return slices.Contains(harmless, canonical(name)) }
