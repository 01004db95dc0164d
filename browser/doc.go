// Package browser is the person at the browser: a user agent in Go that keeps cookies, follows redirects by hand, fills
// in HTML forms and lets forms post themselves. Package browser/signin drives it, or a real Chromium, through the
// sign-in pages of both companies.
//
// It knows only HTTP and HTML. The client that is handed in decides where names lead, so the same browser walks an
// emulated world on loopback or any other site. Every request and its answer is a [Hop] of the transcript.
//
// Of the rules that browsers enforce, those that break single sign-on in practice are enforced too:
//
//   - SameSite: a cross-site POST carries only cookies that are SameSite=None; Secure, a cross-site GET all but
//     Strict ones; a cookie without the attribute counts as Lax, without Chromium's two-minute exception.
//   - Content-Security-Policy form-action: a form posts, and its answer redirects, only where the page's policy
//     lets it (as Chromium does; Firefox does not look at redirects).
//   - Origin and Sec-Fetch-* headers as a navigation sends them; Origin is "null" from a page that forbids referrers.
//
// Scripts are not run. A script that submits a form is recognised and the form posted; [Options.NoScript] leaves even
// that to the driver, as in a browser with JavaScript off. Referer is never sent.
package browser
