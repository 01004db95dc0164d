package scenarios

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"samlharness/inspect"
	"samlharness/inspect/capture"
	"samlharness/internal/bundle"
	"samlharness/internal/redact"
	"samlharness/record"
)

// groupFiles is the group of inspect's flags that give the messages to somebody or something else.
const groupFiles = "To hand on"

func inspectFileFlags(flags *pflag.FlagSet) {
	addGroup(flags, groupFiles, func(flags *pflag.FlagSet) {
		flags.String("bundle", "", "write messages, verdicts, a page that shows them and what was removed to a ZIP `FILE`")
		flags.String("redact", "", "write the capture without cookies, tokens, passwords and keys to `FILE`")
		flags.Bool("xml", false, "print the message as it was sent and judge nothing")
		flags.String("message", "", "the `NUMBER` of the message that --xml prints, from 1")
	})
}

// checkInspectFiles finds what is wrong with those flags.
func checkInspectFiles(call *Call) error {
	for _, other := range []string{"json", "bundle", "redact"} {
		if call.Bool("xml") && call.Changed(other) {
			return &UsageError{"--xml does not go with --" + other, "leave out the one that is not meant"}
		}
	}
	toBundle, toRedact := call.String("bundle"), call.String("redact")
	if (toBundle == "-" || toRedact == "-") && (call.Bool("json") || toBundle == toRedact) {
		return &UsageError{"standard output takes one document", "name a file for the other"}
	}
	if !call.Changed("message") {
		return nil
	}
	if n, err := strconv.Atoi(call.String("message")); err != nil || n < 1 || !call.Bool("xml") {
		return &UsageError{fmt.Sprintf("--message %q is not the number of a message for --xml", call.String("message")),
			"as in --xml --message 2"}
	}
	return nil
}

// printXML prints a message of a capture as it was sent.
func printXML(ctx context.Context, env *Env, call *Call, data []byte) error {
	found, err := capture.Find(ctx, data)
	if err != nil {
		return err
	}
	n := 1
	if call.Changed("message") {
		n, _ = strconv.Atoi(call.String("message")) // it was checked
	} else if len(found) > 1 {
		return &UsageError{fmt.Sprintf("there are %d messages", len(found)), "choose one with --message NUMBER"}
	}
	if n > len(found) {
		return &UsageError{fmt.Sprintf("there is no message %d: the last is %d", n, len(found)),
			"without --xml, all are listed"}
	}
	if found[n-1].XML == nil {
		return &UsageError{fmt.Sprintf("message %d has no XML", n), "without --xml, it is explained"}
	}
	text := strings.TrimRight(string(found[n-1].XML), "\r\n") + "\n"
	if env.Color { // a terminal, which a message must not drive
		text = record.Visible(strings.ReplaceAll(text, "\r\n", "\n"))
	}
	_, err = io.WriteString(env.Stdout, text)
	return err
}

// writeInspectFiles writes the files that a call of inspect asks for.
func writeInspectFiles(ctx context.Context, env *Env, call *Call, data []byte, d *inspect.Document) error {
	toBundle, toRedact := call.String("bundle"), call.String("redact")
	if toBundle == "" && toRedact == "" {
		return nil
	}
	if toBundle == "-" || toRedact == "-" {
		env.Stdout = env.Stderr // what is said makes way
	}
	if capture.IsList(data) {
		return &UsageError{"a capture of this size is cleaned where it is: a world gets its messages alone",
			"leave out --connect and HARNESS_CONNECT, and name the certificate with --certificate FILE"}
	}
	var found []capture.Found
	for i := range d.Messages {
		found = append(found, d.Messages[i].Capture)
	}
	clean, removed, err := redact.Capture(ctx, data, found)
	if err != nil {
		return err
	}
	if toRedact != "" {
		if err := env.Files.WriteFile(toRedact, clean); err != nil {
			return err
		}
		env.Warnf("%s: the capture without what was removed:\n%s", shownFile(toRedact), removed)
	}
	if toBundle == "" {
		return nil
	}
	var archive bytes.Buffer
	if err := (bundle.Bundle{Document: d, Removed: removed}).Write(ctx, &archive); err != nil {
		return err
	}
	if err := env.Files.WriteFile(toBundle, archive.Bytes()); err != nil {
		return err
	}
	env.Warnf("%s: %d messages, their verdicts and a page; removed.txt in it says what is left out\n",
		shownFile(toBundle), len(found))
	return nil
}
