package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"

	"samlharness/internal/durable"
	"samlharness/internal/exit"
	"samlharness/internal/inputfile"
)

// Connection is all that a command needs to work with a running world. It holds secrets of the world, so its file is
// readable by its owner alone.
type Connection struct {
	// World is the world's name.
	World string `json:"world"`
	// ControlURL is the management listener, Token its bearer token.
	ControlURL string `json:"controlUrl"`
	Token      string `json:"token"`
	// ProxyURL is the CONNECT proxy that serves the production host names.
	ProxyURL string `json:"proxyUrl"`
	// CACertificateFile holds the world's certificate authority in PEM, for curl --cacert, SSL_CERT_FILE and the like.
	CACertificateFile string `json:"caCertificateFile"`
	// HomeURL is the desk: the page of the world itself.
	HomeURL string `json:"homeUrl"`
	// Sites are the addresses for a plain browser, by production host.
	Sites map[string]string `json:"sites"`
	// TenantID, ClientID and ClientSecret are an app registration with which Graph clients sign in.
	TenantID     string `json:"tenantId"`
	ClientID     string `json:"clientId"`
	ClientSecret string `json:"clientSecret"`
	// ProcessID is the process that holds the world.
	ProcessID int `json:"processId"`
}

// Write stores the connection at path with mode 0600, whole or not at all.
func (c Connection) Write(path string) error {
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return fmt.Errorf("connection file: %w", err)
	}
	return WriteSecret(path, append(data, '\n'))
}

// WriteSecret writes a file with mode 0600, whole or not at all.
func WriteSecret(path string, data []byte) error {
	if err := durable.WriteFile(path, data, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// ConnectionError is why a connection file cannot be used.
type ConnectionError struct {
	Path string
	// Says is what is wrong, Fix what to do.
	Says, Fix string
	Err       error
}

func (e *ConnectionError) Error() string { return "connection file " + e.Path + ": " + e.Says }

// Hint is what to do.
func (e *ConnectionError) Hint() string { return e.Fix }

// ExitCode is that of wrong use.
func (e *ConnectionError) ExitCode() int { return exit.Usage }

// Unwrap gives the cause, when there is one.
func (e *ConnectionError) Unwrap() error { return e.Err }

// maxConnection bounds a connection file, in bytes.
const maxConnection = 1 << 20

// private refuses a file whose secrets others can read, and one that another user made, who could lead the command to a
// world of theirs.
func private(path string, info fs.FileInfo) error {
	if runtime.GOOS == "windows" {
		return nil // no mode and no owner to see
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return &ConnectionError{path, fmt.Sprintf("its mode is %04o, so others can read its secrets", mode),
			"chmod 600 " + path, nil}
	}
	if owner, known := ownerOf(info); known && owner != 0 && owner != os.Geteuid() {
		return &ConnectionError{path, fmt.Sprintf("it is of another user, number %d", owner),
			"use one of your own, as harness up writes it", nil}
	}
	return nil
}

// ReadConnection reads a connection file. Its error is a *[ConnectionError].
func ReadConnection(path string) (Connection, error) {
	var c Connection
	file, err := inputfile.Open(path)
	if err != nil {
		says := err.Error()
		if errors.Is(err, fs.ErrNotExist) {
			says = "there is no such file"
		}
		return c, &ConnectionError{path, says, "start a world with: harness up --ready-file " + path, err}
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxConnection {
		return c, &ConnectionError{path, "not a connection file", "name the file that harness up wrote", err}
	}
	if err := private(path, info); err != nil {
		return c, err
	}
	data, err := io.ReadAll(io.LimitReader(file, maxConnection))
	if err != nil {
		return c, &ConnectionError{path, err.Error(), "", err}
	}
	if err := json.Unmarshal(data, &c); err != nil || c.ControlURL == "" || c.Token == "" {
		return c, &ConnectionError{path, "not a connection file", "name the file that harness up wrote", err}
	}
	return c, nil
}
