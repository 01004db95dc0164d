package bundle

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"samlharness/inspect"
	"samlharness/inspect/capture"
	"samlharness/internal/redact"
	"samlharness/report"
)

// Bundle is what goes into the file.
type Bundle struct {
	// Document are the messages and their verdicts.
	Document *inspect.Document
	// Removed is what was removed from the capture around them.
	Removed redact.Receipt
}

// file is a file of the bundle.
type file struct {
	name    string
	content []byte
}

// Write writes the ZIP. The same bundle gives the same bytes.
func (b Bundle) Write(ctx context.Context, w io.Writer) error {
	files, err := b.files(ctx)
	if err != nil {
		return err
	}
	archive := zip.NewWriter(w)
	for _, f := range files {
		entry, err := archive.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate})
		if err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
		if _, err := entry.Write(f.content); err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	return nil
}

// files are those of the bundle, cleaned.
func (b Bundle) files(ctx context.Context) (files []file, err error) {
	document := cleaned(ctx, b.Document)
	var text, machine bytes.Buffer
	if err := document.WriteText(&text, report.CheckOptions{All: true}); err != nil {
		return nil, err
	}
	if err := document.WriteJSON(&machine); err != nil {
		return nil, err
	}
	files = []file{{"verdicts.txt", text.Bytes()}, {"verdicts.json", machine.Bytes()}}
	changed := false
	for i, m := range document.Messages {
		if m.Capture.XML != nil {
			clean, removed := redact.Message(string(m.Capture.XML))
			changed = changed || len(removed) > 0
			files = append(files, file{messageFile(i), []byte(clean)})
		}
	}
	receipt, err := b.receipt(changed)
	if err != nil {
		return nil, err
	}
	page, err := b.page(document, text.String())
	if err != nil {
		return nil, err
	}
	files = append([]file{{"index.html", page}}, append(files, receipt...)...)
	for i := range files { // what a verdict quotes of a message
		clean, _ := redact.Message(string(files[i].content))
		files[i].content = []byte(clean)
	}
	return files, nil
}

func messageFile(i int) string { return fmt.Sprintf("message-%d.xml", i+1) }

// receipt says what was removed, for people and for machines.
func (b Bundle) receipt(changed bool) ([]file, error) {
	text := "What was in the capture and is not in this bundle, by kind and number:\n\n" + b.Removed.String() +
		"\nThe messages are here as they were sent: an assertion names its user, and may be good until its NotOnOrAfter.\n"
	if changed {
		text += "In a message a secret was removed, so that its signature no longer matches this file. The verdict is of " +
			"the " +
			"message as it was.\n"
	}
	removed := b.Removed
	if removed == nil {
		removed = redact.Receipt{}
	}
	machine, err := json.MarshalIndent(struct {
		Schema   string         `json:"schema"`
		Removed  redact.Receipt `json:"removed"`
		Messages bool           `json:"messagesChanged"`
	}{"harness/receipt/1", removed, changed}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("bundle: receipt: %w", err)
	}
	return []file{{"removed.txt", []byte(text)}, {"removed.json", append(machine, '\n')}}, nil
}

// cleaned is a document without what may be secret in what is told of the messages' way.
func cleaned(ctx context.Context, d *inspect.Document) *inspect.Document {
	clean := *d
	var found []capture.Found
	for _, m := range d.Messages {
		found = append(found, m.Capture)
	}
	clean.Messages = nil
	for _, m := range d.Messages {
		for _, text := range []*string{&m.Capture.RelayState, &m.Capture.URL, &m.Capture.Page, &m.Capture.Text,
			&m.Direction} {
			*text, _ = redact.Value(ctx, *text, found)
		}
		clean.Messages = append(clean.Messages, m)
	}
	return &clean
}
