package scenarios

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"samlharness/idp/org"
	"samlharness/internal/serviceprovider"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmlenc"
	"samlharness/record"
)

// appFlags are the fields of the connector panel, in its order.
func appFlags(flags *pflag.FlagSet) {
	texts("label", "the Display `LABEL`", "description", "the Description, a `TEXT` that people see in the portal",
		"image", "the User Portal Image, a `FILE`; '' removes it", "color", "the Color Indicator, one of the `COLORS`",
		"entity-id", "the IdP Entity `ID`; for office365 https://domain.com or urn:uri:domain.com",
		"sp-metadata", "the service provider's metadata, a `FILE` or a URL of the world; the flags below win over it",
		"sp-entity-id", "the SP Entity `ID`")(flags)
	flags.StringArray("acs-url", nil, "an ACS `URL`, or INDEX=URL; the first is the default")
	texts("sp-certificate", "a `FILE` with the certificate that verifies signed requests; '' removes it",
		"nameid", "the `FIELD` of the user that becomes the SAMLSubject NameID",
		"nameid-format", "the SAMLSubject NameID `FORMAT`", "signature-algorithm", "the Signature `ALGORITHM`")(flags)
	flags.Bool("sign-assertion", true, "sign the Assertion")
	flags.Bool("sign-response", false, "sign the Response too")
	flags.Bool("encrypt-assertion", false, "encrypt the Assertion for the service provider")
	texts("encryption-certificate", "a `FILE` with the certificate for which to encrypt; '' removes it",
		"encryption-algorithm", "the `ALGORITHM` of the encryption", "authn-context", "the AuthnContextClassRef, a `URI`",
		"mfa-authn-context", "the AuthnContextClassRef after a second factor, a `URI`; '' is that of --authn-context",
		"relay-state", "the Default RelayState, a `TEXT`",
		"login-url", "the `URL` that the tile opens; '' begins sign-on at JumpCloud")(flags)
	flags.Bool("redirect-endpoint", false, "Declare Redirect Endpoint in the metadata")
	flags.Bool("amr-claim", false, "send how people signed in, as the claim authnmethodsreferences")
	flags.Bool("failure-response", false, "Send failure response to the Service Provider")
	flags.StringArray("user-attribute", nil, "a user attribute, `NAME=FIELD`; all of them are replaced, '' leaves none")
	flags.StringArray("constant-attribute", nil,
		"a constant attribute, `NAME=VALUE`; all of them are replaced, '' leaves "+
			"none")
	texts("group-attribute", "include the groups in an attribute of this `NAME`, usually memberOf; '' leaves it out")(
		flags)
	flags.Bool("show-in-portal", true, "Show this application in User Portal")
}

// appInputs are the flags of [appFlags] whose values are files.
func appInputs() []string {
	return []string{"image", "sp-metadata", "sp-certificate", "encryption-certificate"}
}

// appTakes adds the closed sets of [appFlags].
func appTakes(takes map[string]Value) map[string]Value {
	left := []string{""} // out
	takes["color"] = Value{OneOf: append(left, org.Colors()...)}
	takes["nameid"] = Value{OneOf: append(left, org.UserFields()...)}
	takes["nameid-format"] = Value{OneOf: append(left, slices.Sorted(maps.Keys(nameIDFormats()))...)}
	takes["signature-algorithm"] = Value{OneOf: append(left, slices.Sorted(maps.Keys(signatureMethods()))...)}
	takes["encryption-algorithm"] = Value{OneOf: append(left, slices.Sorted(maps.Keys(encryptionMethods()))...)}
	return takes
}

// nameIDFormats are the short names of those that the panel offers.
func nameIDFormats() map[string]string {
	return map[string]string{
		"persistent":   wire.NameIDPersistent,
		"transient":    wire.NameIDTransient,
		"emailAddress": wire.NameIDEmailAddress,
		"unspecified":  wire.NameIDUnspecified,

		"unspecified-1.0": wire.NameIDUnspecified10,
		"unspecified-2.0": wire.NameIDUnspecified20,
	}
}

func signatureMethods() map[string]string {
	return map[string]string{"RSA-SHA256": xmldsig.RSASHA256, "RSA-SHA1": xmldsig.RSASHA1}
}

func encryptionMethods() map[string]string {
	return map[string]string{
		"AES256-GCM": xmlenc.AES256GCM,
		"AES128-GCM": xmlenc.AES128GCM,
		"AES256-CBC": xmlenc.AES256CBC,
		"AES128-CBC": xmlenc.AES128CBC,
	}
}

func signatureAlgorithm(method string) string {
	if method == xmldsig.RSASHA1 {
		return "RSA-SHA1"
	}
	return "RSA-SHA256"
}

// encryptionAlgorithm is the short name of the application's; "" where it encrypts nothing.
func encryptionAlgorithm(a org.Application) string {
	method := a.EncryptionMethod
	if method == "" {
		method = xmlenc.Methods()[0]
	}
	for name, uri := range encryptionMethods() {
		if uri == method && a.EncryptAssertion {
			return name
		}
	}
	return ""
}

// checkNewApp names the fields that a new application needs, by their flags.
func checkNewApp(call *Call) error {
	lacks := func(field, flag, value string) error {
		return &UsageError{fmt.Sprintf("jumpcloud app create %s lacks the %s", call.Arg(0), field),
			"give --" + flag + " " + value}
	}
	bySP := call.Changed("sp-metadata")
	switch template := call.Arg(0); {
	case template == org.TemplateBookmark && call.String("login-url") == "":
		return lacks("Login URL, which the tile opens", "login-url", "URL")
	case template == org.TemplateBookmark:
		return checkBookmark(call)
	case template != org.TemplateSAML:
	case call.String("entity-id") == "":
		return lacks("IdP Entity ID", "entity-id", "ID")
	case !bySP && call.String("sp-entity-id") == "":
		return lacks("SP Entity ID", "sp-entity-id", "ID, or --sp-metadata FILE")
	case !bySP && len(call.Strings("acs-url")) == 0:
		return lacks("ACS URL", "acs-url", "URL, or --sp-metadata FILE")
	}
	return checkAppFlags(call)
}

// checkBookmark refuses what only an application with single sign-on has.
func checkBookmark(call *Call) (err error) {
	own := []string{"label", "description", "image", "color", "login-url", "slug", "show-in-portal", flagJSON}
	call.flags.Visit(func(f *pflag.Flag) {
		if !slices.Contains(own, f.Name) {
			err = &UsageError{"a bookmark has no --" + f.Name, "it has " + "--" + strings.Join(own[:len(own)-1], ", --")}
		}
	})
	return err
}

// checkAppFlags finds values that cannot be read.
func checkAppFlags(call *Call) error {
	_, _, err := consumersOf(call.Strings("acs-url"))
	for _, flag := range []string{"user-attribute", "constant-attribute"} {
		for _, value := range call.Strings(flag) {
			if name, _, ok := strings.Cut(value, "="); err == nil && value != "" && (!ok || name == "") {
				err = &UsageError{fmt.Sprintf("%s: --%s cannot be %q", call.Verb.Name, flag, value),
					"write NAME=VALUE, as in mail=email"}
			}
		}
	}
	return err
}

// consumersOf reads ACS URLs with or without indexes; without, one has the number of its place.
func consumersOf(values []string) (urls []string, indexes []int, err error) {
	for i, value := range values {
		index, address, ok := strings.Cut(value, "=")
		n, notNumber := strconv.Atoi(index)
		if !ok || notNumber != nil {
			n, address = i, value
		}
		if !isURL(address) {
			return nil, nil, &UsageError{fmt.Sprintf("--acs-url cannot be %q", value),
				"write https://wiki.example/acs, or 1=https://wiki.example/acs with its index"}
		}
		urls, indexes = append(urls, address), append(indexes, n)
	}
	return urls, indexes, nil
}

// isURL tells an address of the web from the name of a file.
func isURL(text string) bool {
	return strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")
}

// appChange is what the flags make of an application.
func appChange(ctx context.Context, env *Env, call *Call) (c org.ApplicationUpdate, err error) {
	if name := call.String("sp-metadata"); name != "" {
		data, err := readOrFetch(ctx, env, name)
		if err != nil {
			return c, err
		}
		if c, err = serviceprovider.Read(data); err != nil {
			return c, err
		}
	}
	if call.Changed("acs-url") {
		urls, indexes, err := consumersOf(call.Strings("acs-url"))
		if err != nil {
			return c, err
		}
		c.ACSURLs, c.ACSIndexes = &urls, &indexes
	}
	for _, f := range []struct {
		flag string
		to   **string
	}{
		{"label", &c.Label}, {"description", &c.Description}, {"color", &c.Color},
		{"entity-id", &c.EntityID}, {"login-url", &c.LoginURL},
		{"relay-state", &c.DefaultRelayState}, {"sp-entity-id", &c.SPEntityID}, {"nameid", &c.SubjectField},
		{"authn-context", &c.ClassRef},
		{"mfa-authn-context", &c.MFAClassRef}, {"group-attribute", &c.GroupsAttribute},
	} {
		if call.Changed(f.flag) {
			*f.to = changed(call, f.flag)
		}
	}
	appSwitches(call, &c)
	return c, appCertificates(env, call, &c)
}

// appSwitches reads the flags with closed sets and the attributes.
func appSwitches(call *Call, c *org.ApplicationUpdate) {
	if format := call.String("nameid-format"); format != "" {
		c.NameIDFormat = new(nameIDFormats()[format])
	}
	if method := call.String("signature-algorithm"); method != "" {
		c.SignatureMethod = new(signatureMethods()[method])
	}
	if method := call.String("encryption-algorithm"); method != "" {
		c.EncryptionMethod = new(encryptionMethods()[method])
	}
	if signs := switched(call, "sign-assertion"); signs != nil { // metadata may have said it already
		c.SignAssertion = signs
	}
	c.SignResponse, c.DeclareRedirect = switched(call, "sign-response"), switched(call, "redirect-endpoint")
	c.EncryptAssertion = switched(call, "encrypt-assertion")
	c.SendAMR, c.SendFailure = switched(call, "amr-claim"), switched(call, "failure-response")
	if shown := switched(call, "show-in-portal"); shown != nil {
		c.Hidden = new(!*shown)
	}
	if call.Changed("user-attribute") {
		c.UserAttributes = &[]org.UserAttribute{}
		for name, field := range attributesOf(call.Strings("user-attribute")) {
			*c.UserAttributes = append(*c.UserAttributes, org.UserAttribute{Name: name, Field: field})
		}
	}
	if call.Changed("constant-attribute") {
		c.ConstantAttributes = &[]org.ConstantAttribute{}
		for name, value := range attributesOf(call.Strings("constant-attribute")) {
			*c.ConstantAttributes = append(*c.ConstantAttributes, org.ConstantAttribute{Name: name, Value: value})
		}
	}
}

// attributesOf yields NAME and VALUE of each NAME=VALUE.
func attributesOf(values []string) func(yield func(name, value string) bool) {
	return func(yield func(name, value string) bool) {
		for _, pair := range values {
			if name, value, ok := strings.Cut(pair, "="); ok && !yield(name, value) {
				return
			}
		}
	}
}

// appCertificates reads the service provider's certificates.
func appCertificates(env *Env, call *Call, c *org.ApplicationUpdate) error {
	for flag, to := range map[string]**string{
		"sp-certificate": &c.SPCertificate, "encryption-certificate": &c.EncryptionCertificate,
	} {
		name := call.String(flag)
		if !call.Changed(flag) {
			continue
		}
		var text string
		if name != "" {
			data, err := env.Files.ReadFile(name)
			if err != nil {
				return fmt.Errorf("read --%s: %w", flag, err)
			}
			text = string(data)
		}
		*to = &text
	}
	return nil
}

// withFlag names, in a refusal of a field, the flag with which it is corrected.
func withFlag(err error) error {
	r, ok := errors.AsType[*record.Refusal](err)
	if !ok || r.Fix != "" {
		return err
	}
	for field, flag := range map[string]string{
		"IdP Entity ID": "entity-id", "SP Entity ID": "sp-entity-id", "ACS URL": "acs-url", "Login URL": "login-url",
		"Display Label": "label", "Description": "description", "Color Indicator": "color", "User Portal Image": "image",
		"SSO IdP URL": "slug", "SP Certificate": "sp-certificate",
		"Encryption Certificate": "encryption-certificate", "AuthnContext": "authn-context",
		"AuthnContext after a second factor": "mfa-authn-context",
		"Default RelayState":                 "relay-state", "user attribute": "user-attribute",
		"group attribute": "group-attribute",
	} {
		if strings.HasPrefix(r.Message, field+" must be ") {
			r.Fix = "give it by --" + flag
		}
	}
	return err
}
