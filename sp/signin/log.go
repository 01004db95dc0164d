package signin

import (
	"cmp"
	"crypto/sha1"
	"encoding/hex"
	"net"
	"strconv"
	"strings"

	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/loginsrf"
)

// The application that a person signs in to who came from no other: the Office portal.
const (
	officeHomeID   = "4765445b-32c6-49b0-83e6-1d93765276ca"
	officeHomeName = "OfficeHome"
)

// federatedEntry is the entry of the tenant's sign-in log for a response. Of a refused one the name is what the message
// says.
func federatedEntry(v loginsrf.Verdict) directory.SignIn {
	entry := directory.SignIn{
		UserID:            v.User.ID,
		UserPrincipalName: record.Clip(cmp.Or(v.User.UserPrincipalName, v.Response.NameID), maxName),
		DisplayName:       v.User.DisplayName,
		Federated:         true,
	}
	if v.Signer != nil {
		sum := sha1.Sum(v.Signer) // the log names the certificate so
		entry.Thumbprint = strings.ToUpper(hex.EncodeToString(sum[:]))
	}
	return entry
}

// log keeps an entry of the tenant's sign-in log: with no refusal a success; asked is the application that the person
// came from, nil when there is none.
func (req *request) log(tenant *directory.Tenant, entry directory.SignIn, no *record.Refusal, asked *Ask) {
	entry.CorrelationID = req.correlationID
	entry.AppID, entry.AppName = officeHomeID, officeHomeName
	if asked != nil {
		entry.AppID, entry.AppName = asked.AppID, asked.Application
	}
	entry.UserAgent = record.Clip(req.r.UserAgent(), maxName)
	if host, _, err := net.SplitHostPort(req.r.RemoteAddr); err == nil {
		entry.IPAddress = host
	}
	if no != nil {
		entry.ErrorCode, _ = strconv.Atoi(strings.TrimPrefix(no.Code, "AADSTS"))
		entry.FailureReason = record.Clip(no.Message, maxValue)
	}
	if on, err := tenant.SecurityDefaults(req.r.Context()); err == nil {
		entry.SecurityDefaults = on
	}
	tenant.AddSignIn(entry)
}
