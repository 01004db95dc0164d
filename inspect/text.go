package inspect

import (
	"bufio"
	"fmt"
	"time"

	"samlharness/inspect/capture"
	"samlharness/record"
	"samlharness/report"
)

// writeText writes the report for people: the check that failed, those that could not be made, what the message says
// of itself, and the verdict with the line of Microsoft's page.
func (r *Report) writeText(out *bufio.Writer, o report.CheckOptions, f capture.Found) error {
	if err := report.WriteChecks(out, r.Checks, o); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nmessage  issuer %q, NameID %q (%s)\n", r.Message.Issuer, r.Message.NameID, r.standing())
	fmt.Fprintf(out, "judged   at %s", r.At.Format(time.RFC3339))
	if r.AtWhy != "" {
		fmt.Fprintf(out, " (%s)", r.AtWhy)
	}
	fmt.Fprintln(out)
	for _, line := range carried(f) {
		fmt.Fprintln(out, record.Visible(line))
	}
	for _, a := range r.Assumed {
		fmt.Fprintf(out, "assumed  %s\n", record.Visible(a))
	}
	if opinion := r.SecondOpinion.line(); opinion != "" {
		fmt.Fprintf(out, "opinion  %s\n", record.Visible(opinion))
	}
	switch {
	case r.Accepted:
		fmt.Fprintf(out, "%s  signs in %s\n", paint("accepted", "32", o), record.Visible(r.User))
	case r.Undecided:
		fmt.Fprintf(out, "%s  whether %s is signed in: nothing is wrong, but anybody could have signed this message\n"+
			"hint: name the certificate that is registered for the domain with --certificate FILE\n",
			paint("cannot tell", "33", o), record.Visible(r.User))
	default:
		fmt.Fprintf(out, "%s  Microsoft's page would show:\n  %s\n", paint("refused", "31", o), record.Visible(r.Page))
	}
	return nil
}

// standing is what may be thought of what the message says of itself.
func (r *Report) standing() string {
	switch {
	case r.Message.Verified:
		return "verified"
	case r.Undecided:
		return "signed consistently with the certificate that the message carries, which nobody vouched for"
	}
	return "as claimed, not verified"
}

func paint(s, color string, o report.CheckOptions) string {
	if !o.Color {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}
