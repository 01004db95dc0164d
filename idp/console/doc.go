// Package console is what people meet at console.jumpcloud.com: the login and the User Portal.
//
// Signing in is one act with two ways in. The page (login.go) asks a person, the API (loginapi.go) takes the JSON of
// the page's script and of saml2aws. Both ask [org.Organization.SignIn], which has the rules, and both end in a session
// and on the way to the [signon.Target].
package console
