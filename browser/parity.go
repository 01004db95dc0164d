package browser

import "samlharness/record"

// Parity lists what this browser does as real ones do.
func Parity() []record.Behaviour {
	row := record.Table{Party: record.Browser, Prefix: "browser.", Package: "browser"}.Row
	return []record.Behaviour{
		row("cookie.same-site", "A cross-site POST carries only cookies that are SameSite=None and Secure.",
			record.Documented, "RFC 6265bis 5.7, 5.8.3", "TestSignInCookiesAcrossSites/lax"),
		row("cookie.lax-by-default", "A cookie without SameSite counts as Lax; Chromium's exception for the first two minutes is left out, Firefox and Safari send such cookies.",
			record.Assumed, "RFC 6265bis 5.7; our choice is the strictest browser", "TestSignInCookiesAcrossSites/unnamed counts as lax"),
		row("cookie.none-needs-secure", "SameSite=None without Secure is rejected.",
			record.Documented, "RFC 6265bis 5.7", "TestSignInCookiesAcrossSites/none but not secure"),
		row("csp.form-action", "A form posts, and its answer redirects, only where form-action lets it.",
			record.Observed, "Content Security Policy Level 3, 6.4.1; Chromium applies it to redirects, Firefox does not", "TestFormActionPolicy"),
		row("fetch.redirect-method", "301, 302 and 303 turn a POST into a GET, 307 and 308 keep it.",
			record.Documented, "Fetch standard, HTTP-redirect fetch", "TestRedirectsKeepOrDropTheForm"),
		row("fetch.origin", "A form post says Origin, and null from a page with Referrer-Policy no-referrer; navigations say Sec-Fetch-Site.",
			record.Documented, "Fetch standard, serializing a request origin; Fetch Metadata Request Headers", "TestHeadersOfANavigation"),
		row("form.encoding", "A form sends its successful controls in document order, line ends as CRLF.",
			record.Documented, "HTML standard, form submission", "TestFormControls"),
	}
}
