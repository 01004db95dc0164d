package scenarios

import (
	"context"
	"errors"
	"slices"
	"strings"

	"samlharness/idp/org"
	"samlharness/internal/suggest"
	"samlharness/record"
	"samlharness/sp/directory"
)

// maxNames bounds the names of one kind that are compared with one that is not known.
const maxNames = 10_000

// NamesBy says which verb lists the things of a kind that [Value] names, and in which member of its result stands the
// name that people use; "" when there is no such kind.
func NamesBy(kind string) (verb, member string) {
	switch kind {
	case "user":
		return "jumpcloud user list", "email"
	case "group":
		return "jumpcloud group list", "group"
	case "application":
		return "jumpcloud app list", "app"
	case "policy":
		return "jumpcloud policy list", "policy"
	case "entra user":
		return "entra user list", "userPrincipalName"
	case "registration":
		return "entra app list", "displayName"
	case "domain":
		return "entra domain list", "domain"
	}
	return "", ""
}

// suggestName puts the name that was probably meant into the refusal of one that is not known.
func (w *World) suggestName(ctx context.Context, call *Call, err error) {
	r, refused := errors.AsType[*record.Refusal](err)
	if w == nil || !refused || r.Code != org.CodeNotFound && r.Code != directory.CodeNotFound {
		return
	}
	for name, value := range call.Verb.Takes {
		given := call.value(name)
		if value.Names == "" || given == "" || r.Got != given && !strings.Contains(r.Message, "'"+given+"'") {
			continue
		}
		known, err := w.names(ctx, value.Names)
		if slices.Contains(known, given) { // what is not there is something of it
			continue
		}
		if near := suggest.Nearest(given, known); err == nil && near != "" {
			r.Fix = "did you mean " + near + "?"
		}
	}
}

// names are those that things of a kind have, a bounded number of them.
func (w *World) names(ctx context.Context, kind string) (names []string, err error) {
	switch kind {
	case "user":
		users, err := w.JumpCloud.FirstUsers(ctx, maxNames)
		for _, u := range users {
			names = append(names, u.Email, u.Username)
		}
		return names, err
	case "group":
		groups, err := w.JumpCloud.Groups(ctx)
		for _, g := range groups[:min(len(groups), maxNames)] {
			names = append(names, g.Name)
		}
		return names, err
	case "application":
		apps, err := w.JumpCloud.Applications(ctx)
		for _, a := range apps[:min(len(apps), maxNames)] {
			names = append(names, a.Slug, a.Label)
		}
		return names, err
	case "policy":
		policies, err := w.JumpCloud.Policies(ctx)
		for _, p := range policies[:min(len(policies), maxNames)] {
			names = append(names, p.Name)
		}
		return names, err
	case "entra user":
		users, err := w.Entra.Users(ctx, "", maxNames)
		for _, u := range users {
			names = append(names, u.UserPrincipalName)
		}
		return names, err
	}
	if kind == "registration" {
		apps, err := w.Entra.Applications(ctx)
		for _, a := range apps[:min(len(apps), maxNames)] {
			names = append(names, a.DisplayName, a.AppID)
		}
		return names, err
	}
	domains, err := w.Entra.Domains(ctx)
	for _, d := range domains[:min(len(domains), maxNames)] {
		names = append(names, d.Name)
	}
	return names, err
}
