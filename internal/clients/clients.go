package clients

import (
	"samlharness/certs"
	"samlharness/internal/cloud"
	"samlharness/internal/control"
)

// World is what a client must know of a world.
type World struct {
	// ConnectionFile is the absolute path of the connection file.
	ConnectionFile string
	// ProxyURL is the CONNECT proxy, CACertificateFile the PEM file of the world's certificate authority, KeyPin the hash
	// of its key.
	ProxyURL, CACertificateFile, KeyPin string
	// TenantID, ClientID and ClientSecret are the app registration for Graph clients. Without the secret, lines say where
	// it is.
	TenantID, ClientID, ClientSecret string
	// Cloud is where the tenant lives.
	Cloud cloud.Cloud
}

// WorldOf is the world of a connection, with its app's secret. CAPEM is the content of its certificate authority's
// file.
func WorldOf(file string, c control.Connection, caPEM []byte) (World, error) {
	pin, err := certs.KeyPin(caPEM)
	return World{
		ConnectionFile:    file,
		ProxyURL:          c.ProxyURL,
		CACertificateFile: c.CACertificateFile,
		KeyPin:            pin,
		TenantID:          c.TenantID,
		ClientID:          c.ClientID,
		ClientSecret:      c.ClientSecret,
		Cloud:             cloud.Serving(c.Sites),
	}, err
}

// secret is the app's secret, or what stands in its place where it is not shown.
func (w World) secret() string {
	if w.ClientSecret == "" {
		return "<clientSecret of the connection file>"
	}
	return w.ClientSecret
}

// Shell is the language of a client's lines.
type Shell string

// The shells.
const (
	POSIX      Shell = "sh"
	PowerShell Shell = "powershell"
)

// Client is a program or library, and how it reaches a world.
type Client struct {
	// Name is what `harness env` calls it, Title what people do.
	Name, Title string
	// Note says what to know before; Tested tells that a test of this repository goes this way.
	Note   string
	Tested bool
	Shell  Shell
	// Set are the variables and commands that point it at the world, in that shell. Try are lines, in the client's own
	// language, that do something then.
	Set, Try []string
}

// All are the clients that are known, for a world, in the order in which people look for them.
func All(w World) []Client {
	return []Client{w.harness(), w.browser(), w.curl(), w.az(), w.m365(), w.msal(), w.python(), w.powershell(),
		w.terraform(), w.jumpcloud(), w.jc()}
}

// Find is the client of that name.
func Find(w World, name string) (Client, bool) {
	for _, c := range All(w) {
		if c.Name == name {
			return c, true
		}
	}
	return Client{}, false
}

// Names are their names.
func Names() (names []string) {
	for _, c := range All(World{}) {
		names = append(names, c.Name)
	}
	return names
}
