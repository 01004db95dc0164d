package scenarios

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"samlharness/idp/org"
)

func jumpCloudAppVerbs() vocabulary {
	return vocabulary{
		{Name: "jumpcloud app list", Summary: "list the SSO applications", Example: "jumpcloud app list", Run: listApps},
		{
			Name: "jumpcloud app show", Args: "APP",
			Takes:   named("APP", "application"),
			Summary: "print an SSO application and the groups that may use it",
			Example: "jumpcloud app show office365",
			Detail:  "APP is the end of the SSO IdP URL, the Display Label or an id.",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				a, err := env.World.JumpCloud.Application(ctx, call.Arg(0))
				return printApp(ctx, env, a, err)
			},
		},
		{
			Name: "jumpcloud app create", Args: "TEMPLATE",
			Summary: "add an SSO application from a template such as office365, or a bookmark",
			Example: "jumpcloud app create office365 --domain contoso.com",
			Takes:   appTakes(map[string]Value{"TEMPLATE": {OneOf: org.Templates()}, "domain": {Names: "domain"}}),
			Detail: "The domain replaces YOUR_DOMAIN in IdP Entity ID and Login URL. The SSO IdP URL cannot be changed " +
				"afterwards. saml2 is the application of a service provider of any make: give what it says of itself by " +
				"--sp-metadata, or field by field.",
			In: appInputs(),
			Flags: func(flags *pflag.FlagSet) {
				texts("domain", "the `DOMAIN` to federate", "slug", "the `END` of the SSO IdP URL")(flags)
				appFlags(flags)
			},
			Check: checkNewApp,
			Run:   createApp,
		},
		{
			Name: "jumpcloud app set", Args: "APP",
			Takes:   appTakes(named("APP", "application")),
			Summary: "change an SSO application",
			Example: "jumpcloud app set office365 --entity-id https://contoso.com",
			In:      appInputs(),
			Flags: func(flags *pflag.FlagSet) {
				appFlags(flags)
				flags.Bool("active", true, "switch single sign-on on or off")
			},
			Check: checkAppFlags,
			Run:   setApp,
		},
		{
			Name: "jumpcloud app delete", Args: "APP...",
			Takes:   named("APP", "application"),
			Summary: "remove SSO applications with their keys",
			Example: "jumpcloud app delete office365 --count 1",
			Detail: "JumpCloud asks to enter the number of the applications that are deleted: --count, which is needed for " +
				"more than one. Either all of them go or none.",
			Flags: texts("count", "the `NUMBER` of the applications"),
			Check: checkCount,
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return done(env, call, env.World.JumpCloud.DeleteApplication(ctx, call.Args...), "deleted %s",
					strings.Join(call.Args, ", "))
			},
		},
	}
}

func listApps(ctx context.Context, env *Env, _ *Call) error {
	apps, err := env.World.JumpCloud.Applications(ctx)
	if err != nil {
		return err
	}
	rows := newTable("APP", "LABEL", "IDP ENTITY ID", "ACTIVE", "IDP CERTIFICATE STATUS:certificateExpires", ":id")
	for _, a := range apps {
		rows.add(a.Slug, a.Label, a.EntityID, a.Active, expiry(a), a.ID)
	}
	return rows.print(env)
}

// expiry is the certificate's status as the application list shows it; a bookmark has none.
func expiry(a org.Application) cell {
	if a.IsBookmark() {
		return cell{}
	}
	expires := a.CertificateExpires.UTC()
	return as(expires, "Expires "+expires.Format("01-02-2006"))
}

// checkCount compares the number that was typed with that of the applications.
func checkCount(call *Call) error {
	number := strconv.Itoa(len(call.Args))
	if typed := call.String("count"); typed != number && (len(call.Args) > 1 || call.Changed("count")) {
		return &UsageError{fmt.Sprintf("enter the number of the applications you are deleting: they are %s, not %q", number,
			typed), "give --count " + number}
	}
	return nil
}

func printApp(ctx context.Context, env *Env, a org.Application, err error) error {
	if err != nil {
		return err
	}
	groups, err := env.World.JumpCloud.BoundGroups(ctx, a.ID)
	if err != nil {
		return err
	}
	image, err := portalImage(ctx, env, a)
	if err != nil {
		return err
	}
	names := make([]string, len(groups))
	for i, g := range groups {
		names[i] = g.Name
	}
	fields(env, "Display Label:label", a.Label, ":app", a.Slug, "ID", a.ID, "Template", a.Name,
		"Description", a.Description, "User Portal Image:image", image, "Color Indicator:color", a.Color,
		"Show in User Portal", !a.Hidden, "Created", a.Created)
	if a.IsBookmark() {
		fields(env, "URL:loginUrl", a.LoginURL, "User Groups", names)
		return nil
	}
	fields(env, "IdP Entity ID", a.EntityID, "SP Entity ID", a.SPEntityID, "ACS URL:acsUrls", consumers(a),
		"SP Certificate", certificateCell(base64.StdEncoding.EncodeToString(a.SPCertificate)),
		"SAMLSubject NameID:nameId", a.SubjectField, "SAMLSubject NameID Format:nameIdFormat", a.NameIDFormat,
		"Signature Algorithm", signatureAlgorithm(a.SignatureMethod), "Sign", signed(a),
		"Encrypt Assertion", a.EncryptAssertion,
		"Encryption Algorithm", encryptionAlgorithm(a),
		"Encryption Certificate", certificateCell(base64.StdEncoding.EncodeToString(a.EncryptionCertificate)),
		"AuthnContext", a.ClassRef, "AuthnContext after MFA:mfaAuthnContext", a.MFAClassRef, "AMR Claim", a.SendAMR,
		"Default RelayState", a.DefaultRelayState, "Login URL", a.LoginURL,
		"Declare Redirect Endpoint", a.DeclareRedirect,
		"Send failure response to the Service Provider:failureResponse", a.SendFailure, "IDP URL:idpUrl", a.SSOURL(),
		"Metadata URL", a.MetadataURL(),
		"User Attributes", userAttributes(a), "Constant Attributes", constantAttributes(a),
		"Group Attribute", a.GroupsAttribute, "Assertions valid for:validFor", a.ValidFor.String(),
		"Active", a.Active, "IdP Private Key:keyBits", as(a.KeyBits, fmt.Sprintf("RSA, %d bits", a.KeyBits)),
		"IdP Certificate:certificateExpires", expiry(a), "IdP Certificate Updated:certificateUpdated",
		a.CertificateUpdated, "User Groups", names)
	return nil
}

// consumers are the ACS URLs; people read their indexes where these are not 0, 1, 2 and so on.
func consumers(a org.Application) cell {
	lines := slices.Clone(a.ACSURLs)
	for i := range lines {
		if index := a.ACSIndex(i); index != i {
			lines[i] = fmt.Sprintf("%d=%s", index, lines[i])
		}
	}
	return as(append([]string{}, lines...), strings.Join(lines, ", "))
}

func signed(a org.Application) []string {
	var parts []string
	if a.SignAssertion {
		parts = append(parts, "Assertion")
	}
	if a.SignResponse {
		parts = append(parts, "Response")
	}
	return parts
}

func userAttributes(a org.Application) (texts []string) {
	for _, u := range a.UserAttributes {
		texts = append(texts, u.Name+"="+u.Field)
	}
	return texts
}

func constantAttributes(a org.Application) (texts []string) {
	for _, c := range a.ConstantAttributes {
		texts = append(texts, c.Name+"="+c.Value)
	}
	return texts
}

func createApp(ctx context.Context, env *Env, call *Call) error {
	change, err := appChange(ctx, env, call)
	if err != nil {
		return err
	}
	image, err := appImage(env, call)
	if err != nil {
		return withFlag(err)
	}
	a, err := env.World.JumpCloud.CreateApplication(ctx, org.NewApplication{
		Template: call.Arg(0),
		Domain:   call.String("domain"),
		Slug:     call.String("slug"),
		With:     change,
	})
	if err == nil && len(image) > 0 {
		a, err = env.World.JumpCloud.SetImage(ctx, a.ID, image)
	}
	return printApp(ctx, env, a, withFlag(err))
}

func setApp(ctx context.Context, env *Env, call *Call) error {
	change, err := appChange(ctx, env, call)
	if err != nil {
		return err
	}
	change.Active = switched(call, "active")
	image, err := appImage(env, call)
	if err != nil {
		return withFlag(err)
	}
	a, err := env.World.JumpCloud.UpdateApplication(ctx, call.Arg(0), change)
	if err == nil && call.Changed("image") {
		a, err = env.World.JumpCloud.SetImage(ctx, a.ID, image)
	}
	return printApp(ctx, env, a, withFlag(err))
}

// switched is a flag's value when it was given, nil otherwise.
func switched(call *Call, flag string) *bool {
	if !call.Changed(flag) {
		return nil
	}
	value := call.Bool(flag)
	return &value
}
