package inspect

import (
	"bufio"
	"fmt"
	"time"

	"samlharness/inspect/capture"
	"samlharness/record"
	"samlharness/report"
)

// writeText writes the report for people: the check that failed, those that could not be made, what the message says of
// itself, and the verdict with the line of Microsoft's page.
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
	for _, line := range r.remarks() {
		fmt.Fprintln(out, record.Visible(line))
	}
	r.writeFurther(out, o)
	r.writeVerdict(out, o)
	return nil
}

// remarks are the lines about a message that are no part of the verdict.
func (r *Report) remarks() (lines []string) {
	for _, a := range r.Assumed {
		lines = append(lines, "assumed  "+a)
	}
	if opinion := r.SecondOpinion.line(); opinion != "" {
		lines = append(lines, "opinion  "+opinion)
	}
	if r.Altered != nil {
		lines = append(lines, "altered  after it was signed, the message was "+r.Altered.Says+
			": without that the signature is right, so send what was signed")
	}
	if r.MFA != nil {
		lines = append(lines, "mfa      "+r.MFA.Says)
		if r.MFA.Fix != "" {
			lines = append(lines, "         fix: "+r.MFA.Fix)
		}
	}
	return lines
}

// writeFurther tells what else is wrong: how much, or all of it.
func (r *Report) writeFurther(out *bufio.Writer, o report.CheckOptions) {
	var wrong []record.Check
	for _, c := range r.Further {
		if c.Outcome == record.Fail {
			wrong = append(wrong, c)
		}
	}
	switch {
	case !o.All && len(wrong) > 0:
		fmt.Fprintf(out, "further  %d of the checks not reached would fail too; --all explains them\n", len(wrong))
	case o.All && len(wrong) > 0:
		fmt.Fprintf(out, "further  if the checks before were right:\n")
	case o.All && len(r.Further) > 0:
		fmt.Fprintf(out, "further  if the checks before were right, nothing else would be wrong\n")
	}
	if !o.All {
		return
	}
	for _, c := range wrong {
		head, details := report.Explain(c, "", "", "")
		fmt.Fprintf(out, "%s  %s\n", paint(fmt.Sprintf("%-11s", record.Fail), "31", o), record.Visible(head))
		for _, d := range details {
			fmt.Fprintf(out, "%13s%-9s %s\n", "", d.Label, record.Visible(d.Text))
		}
	}
}

func (r *Report) writeVerdict(out *bufio.Writer, o report.CheckOptions) {
	switch {
	case r.Trusted:
		fmt.Fprintf(out, "%s  signs in %s, if the certificate that it carries is the registered one (--trust-embedded)\n",
			paint("accepted", "32", o), record.Visible(r.User))
	case r.Accepted:
		fmt.Fprintf(out, "%s  signs in %s\n", paint("accepted", "32", o), record.Visible(r.User))
	case r.Undecided:
		fmt.Fprintf(out, "%s  whether %s is signed in: nothing is wrong, but anybody could have signed this message\n"+
			"hint: name the certificate that is registered for the domain with --certificate FILE\n",
			paint("cannot tell", "33", o), record.Visible(r.User))
	default:
		fmt.Fprintf(out, "%s  Microsoft's page would show:\n  %s\n", paint("refused", "31", o), record.Visible(r.Page))
	}
}

// standing is what may be thought of what the message says of itself.
func (r *Report) standing() string {
	switch {
	case r.Message.Verified:
		return "verified"
	case r.Undecided, r.Trusted:
		return "consistent with the certificate it carries, which nobody vouched for"
	}
	return "as claimed, not verified"
}

func paint(s, color string, o report.CheckOptions) string {
	if !o.Color {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}
