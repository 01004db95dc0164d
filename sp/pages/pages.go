// Package pages holds the web pages of Microsoft's emulated sign-in service: their texts, labels, element ids
// and field names follow the real ones, their looks are our own.
package pages

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"

	"samlharness/internal/page"
)

//go:embed *.html style.css
var files embed.FS

// Set are the pages, parsed.
type Set struct {
	Username, Password, Redirect, KMSI, Error, Landing, SignedOut *template.Template
	// CSS follows the shared base stylesheet.
	CSS string
}

// Load parses the embedded pages. It fails only when the build is broken.
func Load() (*Set, error) {
	var s Set
	css, err := files.ReadFile("style.css")
	if err != nil {
		return nil, fmt.Errorf("sign-in pages: %w", err)
	}
	s.CSS = string(css)
	common, err := files.ReadFile("common.html")
	if err != nil {
		return nil, fmt.Errorf("sign-in pages: %w", err)
	}
	for name, into := range map[string]**template.Template{
		"username": &s.Username, "password": &s.Password, "redirect": &s.Redirect, "kmsi": &s.KMSI,
		"error": &s.Error, "landing": &s.Landing, "signedout": &s.SignedOut,
	} {
		text, err := files.ReadFile(name + ".html")
		if err != nil {
			return nil, fmt.Errorf("sign-in pages: %w", err)
		}
		if *into, err = page.New(string(common) + string(text)); err != nil {
			return nil, fmt.Errorf("sign-in page %s: %w", name, err)
		}
	}
	return &s, nil
}

// Config is the object that every real page carries in a script and that programs read: $Config={…};
type Config struct {
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
}

// Script is the text of the page's script.
func (c Config) Script() template.JS {
	text, err := json.Marshal(c) // escapes <, > and &, so that it can stand in a script
	if err != nil {
		return ""
	}
	return template.JS("//<![CDATA[\n$Config=" + string(text) + ";\n//]]>")
}

// Username is the data of the first page.
type Username struct {
	Config
	// Login is what was typed, Error the sentence beside the field.
	Login, Error string
}

// Password is the data of the password page of managed users.
type Password struct {
	Config
	Login, Error string
}

// Redirect is the data of the page that sends a federated user's request to the identity provider.
type Redirect struct {
	Config
	Action, SAMLRequest, RelayState, Username string
}

// KMSI is the data of "Stay signed in?".
type KMSI struct {
	Config
	UPN string
}

// Error is the data of the error page. Line is the code with its sentence.
type Error struct {
	Config
	Line, Timestamp string
	// Advice explains what Microsoft's sentence cannot; "" shows none.
	Advice string
}

// Row is one line of a list.
type Row struct{ Name, Value string }

// Landing is the data of the page where a signed-in user arrives.
type Landing struct {
	UPN, DisplayName, Tenant, TenantID string
	Claims                             []Row
}

// SignedOut is the data of the page after sign-out.
type SignedOut struct{ Config }
