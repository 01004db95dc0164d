package inspect

import (
	"strings"

	"samlharness/inspect/capture"
	"samlharness/sp/aadsts"
)

// nameCode explains a code of Microsoft's error page.
func nameCode(f capture.Found) *Named {
	code := aadsts.Code(strings.TrimPrefix(f.Code, "AADSTS"))
	n := &Named{Kind: f.Code, Says: aadsts.Text(code), Wrong: true,
		Fix: "give the SAMLResponse that was refused, as the browser's HAR holds it, for what is wrong with it"}
	if n.Says == "" {
		n.Says = "the catalogue does not have this code"
	}
	if f.Text != "" && f.Text != f.Code {
		n.Details = append(n.Details, Detail{"page", f.Text})
	}
	if e, ok := aadsts.Explain(code); ok {
		n.Details = append(n.Details, Detail{"cause", e.Cause}, Detail{"known", e.Grade}, Detail{"see", e.See()})
		n.Fix = e.Cure
	}
	return n
}
