package odata

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"samlharness/record"
)

// Offer is what a resource makes of the system query options: those that it names are honoured, every other is refused.
// The zero value refuses all.
type Offer struct {
	// Type is the resource's type without its namespace, such as "user".
	Type string
	// Select are the properties that $select may name, in their proper case; Filter, Order and Search those that these
	// options may compare; Expand what $expand may name. nil refuses the option.
	Select, Filter, Order, Search, Expand []string
	// MaxTop is the greatest $top; 0 refuses $top.
	MaxTop int
	// Skip, Count and Pages take $skip, $count and $skiptoken.
	Skip, Count, Pages bool
	// Directory marks objects of the directory, of which $search, $count, ne, not and endsWith need the header
	// ConsistencyLevel: eventual (Microsoft Learn: Advanced query capabilities on Microsoft Entra ID objects).
	Directory bool
}

// Query are the options of one request.
type Query struct {
	Select Selection
	// Filter and Search are nil when they are not given.
	Filter, Search *Condition
	Order          []Order
	Expand         []string
	// Top is nil when it is not given.
	Top  *int
	Skip int
	// Count wants @odata.count.
	Count bool
	// Token is what a next link brought back, "" on the first page.
	Token string
	// Notes say what a real Graph leaves out without a word.
	Notes []string

	options url.Values
}

// Order is one property of an $orderby, in its proper case.
type Order struct {
	Property   string
	Descending bool
}

// The system query options. A name without its $ means the same (Microsoft Learn: Use query parameters).
const systemOptions = " $select $filter $orderby $top $skip $count $search $expand $skiptoken $format "

// Read reads the options of a request for what the offer describes; eventual tells that it has the header
// ConsistencyLevel: eventual. Other names than those of options stay without meaning, as OData has it.
func (o Offer) Read(values url.Values, eventual bool) (Query, error) {
	q := Query{options: url.Values{}}
	for name, given := range values {
		name = strings.ToLower(name)
		if option := "$" + name; strings.Contains(systemOptions, " "+option+" ") {
			name = option
		}
		if !strings.HasPrefix(name, "$") {
			continue
		}
		q.options[name] = append(q.options[name], given...)
	}
	for name, given := range q.options {
		switch {
		case !strings.Contains(systemOptions, " "+name+" "):
			return q, Gateway("The query option '%s' is not known.", name)
		case len(given) > 1:
			return q, Gateway("Query option '%s' was specified more than once, but it must be specified at most once.", name)
		}
	}
	for _, read := range []func(Offer, bool) error{q.readShape, q.readFilter, q.readOrder, q.readPage} {
		if err := read(o, eventual); err != nil {
			return q, err
		}
	}
	return q, nil
}

// option is the value of an option; the offer takes it, or it is refused.
func (q *Query) option(name string, taken bool) (value string, given bool, err error) {
	values, given := q.options[name]
	if given && !taken {
		return "", true, NotSupported(name)
	}
	if given {
		value = strings.TrimSpace(values[0])
	}
	return value, given, nil
}

// NotSupported refuses an option (microsoftgraph/msgraph-metadata#135, for $skip).
func NotSupported(option string) error {
	return &record.Refusal{
		Code:    CodeBadRequest,
		Message: fmt.Sprintf("'%s' is not supported by the service.", option),
	}
}

// Unsupported refuses a query that the directory does not answer.
func Unsupported(format string, args ...any) error {
	return &record.Refusal{Code: CodeUnsupported, Message: fmt.Sprintf(format, args...)}
}

// readShape reads $select, $expand and $format.
func (q *Query) readShape(o Offer, _ bool) error {
	raw, given, err := q.option("$select", o.Select != nil)
	if err != nil {
		return err
	}
	if given && raw != "*" {
		if q.Select, err = o.selection(raw); err != nil {
			return err
		}
	}
	if raw, given, err = q.option("$expand", o.Expand != nil); err != nil {
		return err
	}
	for name := range strings.SplitSeq(raw, ",") {
		if !given {
			break
		}
		i := index(o.Expand, name)
		if i < 0 {
			return o.noProperty(strings.TrimSpace(name))
		}
		q.Expand = append(q.Expand, o.Expand[i])
	}
	if raw, given, err = q.option("$format", true); given && !strings.HasPrefix(strings.ToLower(raw), "json") &&
		!strings.HasPrefix(strings.ToLower(raw), "application/json") {
		return NotSupported("$format")
	}
	return err
}

func index(names []string, name string) int {
	return slices.IndexFunc(names, func(known string) bool { return strings.EqualFold(known, strings.TrimSpace(name)) })
}

// selection reads a $select.
func (o Offer) selection(raw string) (Selection, error) {
	names := Selection{}
	for name := range strings.SplitSeq(raw, ",") {
		i := index(o.Select, name)
		if i < 0 {
			return nil, o.noProperty(strings.TrimSpace(name))
		}
		if !slices.Contains(names, o.Select[i]) {
			names = append(names, o.Select[i])
		}
	}
	return names, nil
}

// noProperty is the gateway's refusal of a name in $select or $expand (microsoftgraph/msgraph-sdk-powershell#2103; of
// what is not a name, microsoftgraph/msgraph-sdk-dotnet#1181).
func (o Offer) noProperty(name string) error {
	const failed = "Parsing OData Select and Expand failed: "
	if name == "" || strings.ContainsAny(name, " ()'\"$") {
		return Gateway(failed+"Term '%s' is not valid in a $select or $expand expression.", name)
	}
	return Gateway(failed+"Could not find a property named '%s' on type 'microsoft.graph.%s'.", name, o.Type)
}

// readPage reads $top, $skip, $count and $skiptoken.
func (q *Query) readPage(o Offer, eventual bool) error {
	raw, given, err := q.option("$top", o.MaxTop > 0)
	if err != nil {
		return err
	}
	if given {
		n, err := number("$top", raw)
		if err != nil {
			return err
		}
		if n < 1 && o.Pages || n > o.MaxTop {
			return Unsupported("Invalid page size specified: '%d'. Must be between 1 and %d inclusive.", n, o.MaxTop)
		}
		q.Top = &n
	}
	if raw, given, err = q.option("$skip", o.Skip); err == nil && given {
		q.Skip, err = number("$skip", raw)
	}
	if err != nil {
		return err
	}
	if raw, given, err = q.option("$skiptoken", o.Pages); err == nil && given {
		q.Token, err = readToken(raw)
	}
	if err != nil {
		return err
	}
	return q.readCount(o, eventual)
}

// readCount reads $count. Without the header the directory leaves it out (microsoftgraph/microsoft-graph-docs#8586).
func (q *Query) readCount(o Offer, eventual bool) error {
	raw, given, err := q.option("$count", o.Count)
	if err != nil || !given {
		return err
	}
	if q.Count, err = strconv.ParseBool(strings.ToLower(raw)); err != nil {
		return Gateway("Invalid value '%s' for $count query option found. Valid values are 'true' and 'false'.", raw)
	}
	if q.Count && o.Directory && !eventual {
		q.Count = false
		q.Notes = append(q.Notes, "$count=true has no effect without the header ConsistencyLevel: eventual")
	}
	return nil
}

func number(option, raw string) (int, error) {
	n, err := strconv.Atoi(raw)
	if err != nil || n < 0 {
		return 0, Gateway("Invalid value '%s' for %s query option found. The %s query option requires a non-negative "+
			"integer value.", raw, option, option)
	}
	return n, nil
}
