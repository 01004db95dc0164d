package aadsts

// signout are the texts about sign-out.
var signout = map[Code]string{
	"16002":  `Application requested to sign out of a user session which does not exist.`,
	"50060":  `Unable to sign out.`,
	"50061":  `Unable to complete signout. The request was invalid.`,
	"50068":  `Signout failed. The initiating application is not a participant in the current session.`,
	"50069":  `Signout failed. The request specified a name identifier of '{identifier}' which did not match the existing session(s).`,
	"50071":  `Signout request has expired.`,
	"700041": `Post-logout redirect uri is not in approved list. Requested post-logout url: {url}.`,
}
