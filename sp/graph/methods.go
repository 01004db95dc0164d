package graph

import (
	"slices"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// passwordMethod is the id that everybody's password has as a method (Microsoft Graph REST v1.0:
// passwordAuthenticationMethod resource type).
const passwordMethod = "28c10230-6103-485e-b985-444c60001490"

// methodKind is a kind of authentication methods: the collection of its own that a user has, and its type.
type methodKind struct {
	of         directory.MethodKind
	collection string
	typeName   string
}

// passwords is the kind of the password, which nobody registers: every account has it.
func passwords() methodKind { return methodKind{"", "passwordMethods", "passwordAuthenticationMethod"} }

func methodKinds() []methodKind {
	return []methodKind{
		passwords(),
		{directory.Passkey, "fido2Methods", "fido2AuthenticationMethod"},
		{directory.Authenticator, "microsoftAuthenticatorMethods", "microsoftAuthenticatorAuthenticationMethod"},
		{directory.SoftwareOATH, "softwareOathMethods", "softwareOathAuthenticationMethod"},
		{directory.Phone, "phoneMethods", "phoneAuthenticationMethod"},
	}
}

// methodRoutes are those of every user's methods: all in one collection, and each kind in its own.
func (h *Handler) methodRoutes(
	get func(string, need, handle, func(bool) odata.Offer) route, on func(string, string, need, handle) route,
) (routes []route) {
	const at = "users/{}/authentication/"
	routes = append(routes,
		get(at+"methods", readMethods(), h.listMethods(methodKinds()), methodOffer),
		get(at+"methods/{}", readMethods(), h.getMethod(methodKinds()), methodOffer))
	for _, kind := range methodKinds() {
		only := []methodKind{kind}
		routes = append(routes,
			get(at+kind.collection, readMethods(), h.listMethods(only), methodOffer),
			get(at+kind.collection+"/{}", readMethods(), h.getMethod(only), methodOffer))
		if kind != passwords() {
			routes = append(routes, on("DELETE", at+kind.collection+"/{}", writeMethods(), h.deleteMethod(kind)))
		}
	}
	return routes
}

// method is one that a user has.
type method struct {
	directory.Method
	kind methodKind
}

// methodsOf are the user's methods of these kinds, the password first.
func (h *Handler) methodsOf(c *call, kinds []methodKind) ([]method, error) {
	u, err := h.Tenant.User(c.r.Context(), c.captures[0])
	if err != nil {
		return nil, err
	}
	registered := append([]directory.Method{{ID: passwordMethod, CreatedAt: u.CreatedAt}}, u.Methods...)
	methods := []method{}
	for _, m := range registered {
		i := slices.IndexFunc(kinds, func(k methodKind) bool { return k.of == m.Kind })
		if i >= 0 {
			methods = append(methods, method{m, kinds[i]})
		}
	}
	return methods, nil
}

// methodColumns are the properties of methods; those of one kind are absent in the others. What no emulated device has
// is null.
func methodColumns(kinds []methodKind) odata.Columns[method] {
	columns := odata.Columns[method]{
		{Name: "id", Of: func(m *method) odata.Value { return odata.Text(m.ID) }},
		{Name: "createdDateTime", Of: func(m *method) odata.Value { return odata.Instant(m.CreatedAt) }},
	}
	if len(kinds) > 1 {
		columns = append(odata.Columns[method]{{Name: "@odata.type", Of: func(m *method) odata.Value {
			return odata.Text("#microsoft.graph." + m.kind.typeName)
		}}}, columns...)
	}
	add := func(of directory.MethodKind, name string, value odata.Value) {
		columns = append(columns, odata.Column[method]{Name: name, Of: func(m *method) odata.Value {
			if m.Kind != of {
				return odata.Absent()
			}
			return value
		}})
	}
	add("", "password", odata.Null())
	add(directory.Passkey, "displayName", odata.Text("Security key"))
	add(directory.Passkey, "aaGuid", odata.Text("00000000-0000-0000-0000-000000000000"))
	add(directory.Passkey, "model", odata.Text("Emulated security key"))
	add(directory.Passkey, "attestationCertificates", odata.EmptyList())
	add(directory.Passkey, "attestationLevel", odata.Text("notAttested"))
	add(directory.Passkey, "passkeyType", odata.Text("deviceBound"))
	add(directory.Authenticator, "displayName", odata.Text("Emulated phone"))
	add(directory.Authenticator, "deviceTag", odata.Text("SoftwareTokenActivated"))
	add(directory.Authenticator, "phoneAppVersion", odata.Null())
	add(directory.SoftwareOATH, "secretKey", odata.Null())
	add(directory.Phone, "phoneNumber", odata.Text("+1 5555550100"))
	add(directory.Phone, "phoneType", odata.Text("mobile"))
	add(directory.Phone, "smsSignInState", odata.Text("notAllowedByPolicy"))
	return columns
}

// methodOffer: methods take no options (Microsoft Graph REST v1.0: List methods).
func methodOffer(bool) odata.Offer { return odata.Offer{Type: "authenticationMethod"} }

func methodsContext(c *call, kinds []methodKind) string {
	name := "methods"
	if len(kinds) == 1 {
		name = kinds[0].collection
	}
	return "users('" + c.captures[0] + "')/authentication/" + name
}

func (h *Handler) listMethods(kinds []methodKind) handle {
	return func(c *call) (reply, error) {
		methods, err := h.methodsOf(c, kinds)
		if err != nil {
			return reply{}, err
		}
		return collection(c, methodsContext(c, kinds), methodColumns(kinds), methods, 0), nil
	}
}

func (h *Handler) getMethod(kinds []methodKind) handle {
	return func(c *call) (reply, error) {
		methods, err := h.methodsOf(c, kinds)
		if err != nil {
			return reply{}, err
		}
		i := slices.IndexFunc(methods, func(m method) bool { return c.has(1, m.ID) })
		if i < 0 {
			return reply{}, directory.NotFound(c.captures[1])
		}
		return one(c, methodsContext(c, kinds), methodColumns(kinds), &methods[i]), nil
	}
}

func (h *Handler) deleteMethod(kind methodKind) handle {
	return func(c *call) (reply, error) {
		methods, err := h.methodsOf(c, []methodKind{kind})
		if err != nil {
			return reply{}, err
		}
		if !slices.ContainsFunc(methods, func(m method) bool { return c.has(1, m.ID) }) {
			return reply{}, directory.NotFound(c.captures[1])
		}
		return noContent(), h.Tenant.RemoveMethod(c.context(), c.captures[0], c.captures[1])
	}
}
