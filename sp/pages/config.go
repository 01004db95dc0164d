package pages

import (
	"encoding/json"
	"html/template"
)

// Config is the object that every real page carries in a script and that programs read: $Config={…};
type Config struct {
	// PageID is set by the [Set].
	PageID           string `json:"pgid"`
	FlowToken        string `json:"sFT,omitempty"`
	Ctx              string `json:"sCtx,omitempty"`
	Canary           string `json:"canary,omitempty"`
	URLPost          string `json:"urlPost,omitempty"`
	CredentialType   string `json:"urlGetCredentialType,omitempty"`
	ErrorCode        string `json:"sErrorCode,omitempty"`
	ExceptionMessage string `json:"strServiceExceptionMessage,omitempty"`
	CorrelationID    string `json:"correlationId,omitempty"`
	SessionID        string `json:"sessionId,omitempty"`
	RequestID        string `json:"-"`
	// Exchange is the correlation ID under which the record has more to say; "" when it has not.
	Exchange string `json:"-"`
	// Targets are the origins to which the answer to the page's form may lead, besides the landing pages.
	Targets []string `json:"-"`
	// At is the domain or organization where the person is going to use Microsoft 365; "" says nothing.
	At string `json:"-"`
}

// Script is the text of the page's script.
func (c Config) Script() template.JS {
	text, err := json.Marshal(c) // escapes <, > and &, so that it can stand in a script
	if err != nil {
		return ""
	}
	return template.JS("//<![CDATA[\n$Config=" + string(text) + ";\n//]]>")
}
