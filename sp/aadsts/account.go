package aadsts

// account are the texts about accounts and sessions.
var account = map[Code]string{
	"16000":  `Either multiple user identities are available for the current request or selected account is not supported for the scenario.`,
	"50014":  `The user's redemption is in a pending state. The guest user account is not fully created yet.`,
	"50020":  `User account '{email}' from identity provider '{idp}' does not exist in tenant '{tenant}' and cannot access the application '{appId}'({appName}) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account.`,
	"50034":  `The user account {identifier} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.`,
	"50053":  `The account is locked, you've tried to sign in too many times with an incorrect user ID or password.`,
	"50055":  `The password is expired.`,
	"50056":  `Invalid or missing password: password does not exist in the directory for this user.`,
	"50057":  `The user account is disabled.`,
	"500571": `The guest user account is disabled.`,
	"50058":  `Session information is not sufficient for single-sign-on.`,
	"50089":  `Authentication failed due to flow token expired.`,
	"50105":  `Your administrator has configured the application {appName} ('{appId}') to block users unless they are specifically granted ('assigned') access to the application.  The signed in user '{user}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application.`,
	"50125":  `Sign-in was interrupted due to a password reset or password registration entry.`,
	"50126":  `Error validating credentials due to invalid username or password.`,
	"50132":  `The session is not valid due the following reasons: password expiration or recent password change, SSO Artifact is invalid or expired, session is not fresh enough for application, or a silent sign-in request was sent but the user's session with Azure AD is invalid or has expired.`,
	"50133":  `The session is not valid due to password expiration or recent password change.`,
	"50135":  `Password change is required due to account risk.`,
	"50140":  `This occurred due to 'Keep me signed in' interrupt when the user was signing in.`,
	"50142":  `Password change is required due to a conditional access policy.`,
	"50144":  `The user's Active Directory password has expired.`,
	"50173":  `The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '{authTime}' and the TokensValidFrom date (before which tokens are not valid) for this user is '{validDate}'.`,
	"50196":  `The server terminated an operation because it encountered a client request loop. Please contact your app vendor.`,
	"50197":  `Sorry, we could not find the user, please sign-in again.`,
	"90072":  `User account '{user}' from identity provider '{idp}' does not exist in tenant '{tenant}' and cannot access the application '{application}'({appName}) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account`,
}
