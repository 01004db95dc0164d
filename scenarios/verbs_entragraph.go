package scenarios

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"samlharness/sp/graph"
)

func entraGraphVerbs() vocabulary {
	onOff := Value{OneOf: []string{"", "on", "off"}}
	return vocabulary{
		{
			Name: "entra graph show", Summary: "print how strictly Microsoft Graph behaves", Example: "entra graph show",
			Run: func(_ context.Context, env *Env, _ *Call) error { return showGraph(env) },
		},
		{
			Name: "entra graph set", Summary: "change how strictly Microsoft Graph behaves",
			Example: "entra graph set --throttling on --consistency-delay 5s",
			Detail: "Permissions are checked unless they are switched off. Throttling refuses what exceeds the documented " +
				"limits of an application, by the world's clock. Strict JSON refuses texts in single quotes. What was created " +
				"is not found before the consistency delay is over.",
			Takes: map[string]Value{"permissions": onOff, "throttling": onOff, "strict-json": onOff},
			Flags: texts("permissions", "check scopes, roles and wids: `on|off`", "throttling", "limits: `on|off`",
				"strict-json", "JSON as it is written: `on|off`", "consistency-delay", "a `DURATION` such as 5s"),
			Run: setGraph,
		},
		{
			Name: "entra graph fault set", Args: "NAME", Summary: "make requests of Microsoft Graph fail",
			Example: "entra graph fault set 429 --path /domains", Detail: faultDetail(),
			Takes: map[string]Value{"NAME": {OneOf: faultNames()}},
			Flags: func(flags *pflag.FlagSet) {
				flags.Int("count", 1, "for how many requests; 0 is all until the faults are cleared")
				flags.Int("retry-after", 0, "the `SECONDS` of a 429's Retry-After; 0 is 10, less is none")
				texts("path", "what the `PATH` begins with, without its version", "method", "requests of this `METHOD`")(flags)
			},
			Run: setFault,
		},
		{
			Name: "entra graph fault list", Summary: "list the faults that are still to come",
			Example: "entra graph fault list",
			Run: func(_ context.Context, env *Env, _ *Call) error {
				rows := newTable("FAULT", "COUNT", "METHOD", "PATH")
				for _, f := range env.World.EntraGraph.Faults() {
					rows.add(f.Name, f.Count, f.Method, f.Path)
				}
				return rows.print(env)
			},
		},
		{
			Name: "entra graph fault clear", Summary: "forget all faults", Example: "entra graph fault clear",
			Run: func(_ context.Context, env *Env, _ *Call) error {
				env.World.EntraGraph.ClearFaults()
				fields(env, "Faults", "none")
				return nil
			},
		},
	}
}

func faultNames() (names []string) {
	for _, f := range graph.FaultNames() {
		names = append(names, f[0])
	}
	return names
}

func faultDetail() string {
	var lines []string
	for _, f := range graph.FaultNames() {
		lines = append(lines, f[0]+": "+f[1])
	}
	return strings.Join(lines, "\n\n")
}

func showGraph(env *Env) error {
	s := env.World.EntraGraph.Configured()
	fields(env, "Permissions checked:permissions", !s.PermissionsOff, "Throttling", s.Throttling,
		"Strict JSON:strictJson", s.StrictJSON, "Consistency delay", s.ConsistencyDelay.String(),
		"Faults", strconv.Itoa(len(env.World.EntraGraph.Faults())))
	return nil
}

func setGraph(_ context.Context, env *Env, call *Call) error {
	s := env.World.EntraGraph.Configured()
	if call.String("permissions") != "" {
		s.PermissionsOff = call.String("permissions") == "off"
	}
	if call.String("throttling") != "" {
		s.Throttling = call.String("throttling") == "on"
	}
	if call.String("strict-json") != "" {
		s.StrictJSON = call.String("strict-json") == "on"
	}
	if call.Changed("consistency-delay") {
		delay, err := time.ParseDuration(call.String("consistency-delay"))
		if err != nil || delay < 0 {
			return &UsageError{call.Verb.Name + ": --consistency-delay takes a length of time such as 5s",
				"usage: " + call.Verb.Usage()}
		}
		s.ConsistencyDelay = delay
	}
	env.World.EntraGraph.Configure(s)
	return showGraph(env)
}

func setFault(_ context.Context, env *Env, call *Call) error {
	count, err := strconv.Atoi(call.String("count"))
	if err != nil || count < 0 {
		return &UsageError{call.Verb.Name + ": --count takes a whole number from 0", "usage: " + call.Verb.Usage()}
	}
	after, err := strconv.Atoi(call.String("retry-after"))
	if err != nil {
		return &UsageError{call.Verb.Name + ": --retry-after takes seconds", "usage: " + call.Verb.Usage()}
	}
	f := graph.Fault{
		Name:       call.Arg(0),
		Count:      count,
		Path:       call.String("path"),
		Method:     call.String("method"),
		RetryAfter: after,
	}
	err = env.World.EntraGraph.SetFault(f)
	return done(env, call, err, "%s for %s", f.Name, requests(count))
}

func requests(count int) string {
	switch count {
	case 0:
		return "all requests"
	case 1:
		return "the next request"
	}
	return "the next " + strconv.Itoa(count) + " requests"
}
