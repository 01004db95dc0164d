package scenarios

import "regexp"

// volatile are the values that differ from run to run, longest form first, with what stands for them.
var volatile = []struct {
	pattern *regexp.Regexp
	mask    string
}{
	{regexp.MustCompile(`[A-Za-z0-9+/]{60,}={0,2}`), "<base64>"},
	{regexp.MustCompile(`\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b`), "<uuid>"},
	{regexp.MustCompile(`\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d| UTC)?`), "<instant>"},
	{regexp.MustCompile(`_[0-9a-fA-F]{32}\b`), "<id>"},
	{regexp.MustCompile(`\b[0-9a-fA-F]{40,}\b`), "<digest>"},
	{regexp.MustCompile(`\b[0-9a-f]{24}\b`), "<id>"},
}

// maskVolatile replaces what differs from run to run. Masking a masked text changes nothing.
func maskVolatile(text string) string {
	for _, v := range volatile {
		text = v.pattern.ReplaceAllString(text, v.mask)
	}
	return text
}
