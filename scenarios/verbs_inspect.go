package scenarios

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"samlharness/inspect"
	"samlharness/record"
	"samlharness/report"
	"samlharness/sp/signin"
)

func inspectVerbs() vocabulary {
	return vocabulary{{
		Name: "inspect", Args: "FILE", Summary: "check a SAML response as login.srf would, and say what to mend",
		Detail: "FILE is whatever shows the sign-in: a HAR, an export of SAML-tracer, a request copied as cURL, fetch or " +
			"PowerShell, a saved page or mail, a form body, base64 or XML; on the command line - is standard input. The " +
			"messages in it are found and each response is checked as login.srf does, by the same list that the emulated " +
			"service runs; anything else is named for what it is. A message is judged by what the world " +
			"knows, at its time. Where there is no world, or --issuer-uri, --certificate or --immutable-id tell what is " +
			"known, what is not told is taken from the message and reported as assumed; whether " +
			"the signature counts can be told only with --certificate, or with --trust-embedded by whoever knows that the " +
			"message came the right way. Without a world and --at, a message is judged when " +
			"the capture says that it was sent, else now, or at its own IssueInstant when its times have passed by now.\n\n" +
			"In the place of FILE a code of Microsoft's error page, such as AADSTS50107, is explained: what it means, how " +
			"to see it in a world, what to mend.\n\n" +
			"--bundle makes a ZIP for support of the messages and verdicts alone, and --redact a copy of the capture: without " +
			"cookies, tokens, passwords, private keys and requests to unrelated hosts. The messages themselves stay: an " +
			"assertion names its user. A secret in prose cannot be told from the prose, so read what --redact writes.\n\n" +
			"Exit codes, of the worst message: 0 accepted, 1 refused, 2 unreadable, 4 cannot tell (no certificate, or " +
			"nothing that is judged).",
		Example: "inspect response.xml --all",
		Flags: func(flags *pflag.FlagSet) {
			flags.String("issuer-uri", "", "the issuer `URI` that is registered for the domain")
			flags.StringArray("certificate", nil,
				"a registered signing certificate: `FILE` in PEM, PKCS #7 or DER, IdP metadata, Graph's answer (repeatable)")
			flags.Bool("trust-embedded", false, "take the certificates that a message carries for the registered ones")
			flags.StringArray("immutable-id", nil,
				"the immutable `ID` of the user; as UPN=ID that of another user who is known (repeatable)")
			flags.String("at", "", "judge at this `TIME` (RFC 3339; default: when it was sent)")
			flags.Bool("all", false, "print every check, and what else would be wrong if the one that failed were right")
			inspectFileFlags(flags)
		},
		In: []string{"FILE", "certificate"}, Out: []string{"bundle", "redact"},
		Alone: telling, WorldOptional: true,
		Check: func(call *Call) error {
			if call.Changed("trust-embedded") && call.Changed("certificate") {
				return &UsageError{"--trust-embedded does not go with --certificate",
					"leave it out: the registered certificate is known"}
			}
			_, err := judgedAt(call)
			return cmp.Or(err, checkInspectFiles(call))
		},
		Run: inspectCapture,
	}}
}

// telling names that by which a call tells itself what is known, so that it needs no world; "" when nothing does.
func telling(call *Call) string {
	for _, flag := range []string{"issuer-uri", "certificate", "immutable-id", "trust-embedded"} {
		if call.Changed(flag) {
			return "--issuer-uri, --certificate, --immutable-id and --trust-embedded"
		}
	}
	if isCode(call.Arg(0)) {
		return "a code of Microsoft's error page"
	}
	return ""
}

// code is what a code of Microsoft's error page looks like.
var code = regexp.MustCompile(`^(?i:AADSTS)[0-9]{4,8}$`)

// isCode says whether an argument is a code instead of the name of a file.
func isCode(argument string) bool { return code.MatchString(argument) }

// judgedAt is the instant of --at, zero when it was not given.
func judgedAt(call *Call) (time.Time, error) {
	if !call.Changed("at") {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, call.String("at"))
	if err != nil {
		return at, &UsageError{fmt.Sprintf("--at %q is not an instant", call.String("at")),
			"as in --at 2026-03-02T09:15:00Z"}
	}
	return at, nil
}

// inspectCapture inspects a capture; one that holds no message is refused by a code of ours.
func inspectCapture(ctx context.Context, env *Env, call *Call) error {
	err := inspectMessage(ctx, env, call)
	if _, ok := errors.AsType[*inspect.UnreadableError](err); ok {
		return unreadable(err)
	}
	return err
}

func inspectMessage(ctx context.Context, env *Env, call *Call) error {
	at, err := judgedAt(call)
	if err != nil {
		return err
	}
	options := inspect.Options{At: at, Now: env.now(), Registration: registration}
	if env.World != nil && call.Alone() == "" {
		options.At = cmp.Or(at, options.Now)
		options.Directory, options.Skew = signin.Realms{Tenant: env.World.Entra}, env.World.ClockSkew
	} else if options.Directory, err = toldBy(env, call); err != nil {
		return err
	}
	options.TrustEmbedded = call.Bool("trust-embedded")
	message, err := readCapture(env, call.Arg(0))
	if err != nil {
		return err
	}
	if call.Bool("xml") {
		return inFile(call, printXML(ctx, env, call, message))
	}
	document, err := inspect.Inspect(ctx, message, options)
	if document == nil {
		return inFile(call, err)
	}
	if err == nil {
		if err := writeInspectFiles(ctx, env, call, message, document); err != nil {
			return err
		}
	}
	given := env.give(document, func(w io.Writer) error {
		return document.WriteText(w, report.CheckOptions{All: call.Bool("all"), Color: env.Color})
	})
	switch {
	case err != nil:
		return inFile(call, err)
	case given != nil || document.ExitCode() == 0:
		return given
	}
	return &notAccepted{document}
}

// codeUnreadable is the code of an input that holds nothing to be judged. It is ours: no vendor saw it.
const codeUnreadable = "unreadable input"

// unreadable is the refusal of an input that cannot be read.
func unreadable(err error) *record.Refusal {
	return &record.Refusal{Code: codeUnreadable, OwnCode: true, Message: err.Error(), Fix: report.Hint(err), Cause: err,
		Exit: report.ExitCode(err)}
}

// readCapture reads a capture; a code stands for itself.
func readCapture(env *Env, name string) ([]byte, error) {
	if isCode(name) {
		return []byte(strings.ToUpper(name)), nil
	}
	data, err := env.Files.ReadFile(name)
	if err != nil {
		return nil, unreadable(err)
	}
	return data, nil
}

// toldBy is what the call itself tells of the tenant.
func toldBy(env *Env, call *Call) (inspect.Known, error) {
	known := inspect.Known{IssuerURI: call.String("issuer-uri")}
	for _, id := range call.Strings("immutable-id") {
		upn, of, named := strings.Cut(id, "=")
		switch {
		case named && strings.Contains(upn, "@"): // an immutable ID has = at its end alone, and no @
			known.Users = append(known.Users, inspect.User{UserPrincipalName: upn, ImmutableID: of})
		case known.ImmutableID == "":
			known.ImmutableID = id
		default:
			known.Users = append(known.Users, inspect.User{ImmutableID: id})
		}
	}
	for _, name := range call.Strings("certificate") {
		data, err := env.Files.ReadFile(name)
		if err != nil {
			return known, err
		}
		if err := known.Read(data); err != nil {
			return known, fmt.Errorf("--certificate %s: %w", name, err)
		}
	}
	return known, nil
}

// inFile is an error of the file that the call names.
func inFile(call *Call, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", shownFile(call.Arg(0)), err)
}

// shownFile is what a file is called in a message.
func shownFile(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

// notAccepted is the error of messages of which one would not sign its user in. The verb's result says why.
type notAccepted struct{ *inspect.Document }

// Error is the line of Microsoft's page for the worst message.
func (e *notAccepted) Error() string {
	worst := e.Worst()
	if worst.Named != nil {
		return worst.Named.Kind + ": " + worst.Named.Says
	}
	return cmp.Or(worst.Report.Page, "nobody can tell whether the message is accepted: no certificate was given")
}

// Unwrap gives the refusal, nil when nothing is wrong with the message.
func (e *notAccepted) Unwrap() error {
	if r := e.Refusal(); r != nil {
		return r
	}
	return nil
}

// Hint is what to do about it.
func (e *notAccepted) Hint() string {
	worst := e.Worst()
	switch {
	case worst.Named != nil:
		return worst.Named.Fix
	case worst.Report.Refusal != nil:
		return worst.Report.Refusal.Fix
	}
	return "name the certificate that is registered for the domain with --certificate FILE"
}

// Told says that the result tells it all.
func (e *notAccepted) Told() bool { return true }
