package scenarios

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"samlharness/certs"
	"samlharness/internal/thirdparty"
	"samlharness/world"
)

func siteVerbs() vocabulary {
	return vocabulary{
		{
			Name: "site add", Args: "HOST URL",
			Summary: "bring a server of this machine into the world as https://HOST/",
			Example: "site add wiki.example http://127.0.0.1:3000",
			Detail: "Everybody in the world reaches the server by that name, with a certificate of the world's authority. URL " +
				"is a loopback address: nothing of a world leaves this machine.",
			Check: func(call *Call) error { _, err := thirdparty.Server(call.Arg(1)); return siteMistake(err) },
			Run:   addServer,
		},
		{
			Name: "site sp", Args: "HOST",
			Summary: "open a small service provider as https://HOST/, which shows who is signed in",
			Example: "site sp wiki.example",
			Detail: "Its metadata is at https://HOST/metadata, which is its entity ID. It sends people to the identity " +
				"provider that it trusts: site trust. Its requests are not signed; it takes signed assertions and Responses.",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return env.bring(call.Arg(0), func(s thirdparty.Site) (http.Handler, error) {
					return thirdparty.NewServiceProvider(s), nil
				})
			},
		},
		{
			Name: "site idp", Args: "HOST UPN=NAMEID...",
			Summary: "open an identity provider as https://HOST/, in the place of JumpCloud",
			Example: "site idp idp.example alice@contoso.com=c0ffee",
			Detail: "It is crewjam/saml's. Those who are named can sign in there, and it says their NAMEID, which at " +
				"Microsoft is the immutable ID. Its metadata is at https://HOST/metadata; it answers the service providers that " +
				"it trusts.",
			Flags:  texts("password", "the `PASSWORD` of everybody there; the demo's at JumpCloud when it is left out"),
			Secret: []string{"password"},
			Check:  func(call *Call) error { _, err := nameIDs(call.Args[1:]); return err },
			Run:    openIdentityProvider,
		},
		{
			Name: "site trust", Args: "HOST",
			Summary: "give a site of site sp or site idp the metadata of the other side",
			Example: "site trust wiki.example --xml-file JumpCloud-office365-metadata.xml",
			Detail: "A service provider trusts one identity provider, the newest; an identity provider any number of service " +
				"providers. The shipped script identity-provider has the address of Microsoft's metadata.",
			In: []string{"xml-file"},
			Flags: func(flags *pflag.FlagSet) {
				texts("xml-file", "the metadata, a `FILE` or a URL of the world")(flags)
			},
			Check: func(call *Call) error {
				if call.String("xml-file") == "" {
					return &UsageError{"site trust lacks --xml-file FILE", "give the metadata of the other side, or its URL"}
				}
				return nil
			},
			Run: trustMetadata,
		},
		{
			Name: "site metadata", Args: "HOST", Out: []string{"out"},
			Summary: "write the metadata of a site of site sp or site idp to a file",
			Example: "site metadata wiki.example --out sp-metadata.xml",
			Flags:   texts("out", "the `FILE`; without it, standard output"),
			Run:     siteMetadata,
		},
		{
			Name: "site remove", Args: "HOST", Summary: "take a site away again",
			Example: "site remove wiki.example",
			Run: func(_ context.Context, env *Env, call *Call) error {
				return done(env, call, siteMistake(env.World.Sites.Unhandle(call.Arg(0))), "removed %s", call.Arg(0))
			},
		},
	}
}

// siteMistake is a host that a site cannot have, or an address that leads nowhere, as a mistake of the call.
func siteMistake(err error) error {
	if wrong, ok := errors.AsType[*thirdparty.AddressError](err); ok {
		return &UsageError{"site add cannot lead to " + wrong.Address, wrong.Reason}
	}
	if wrong, ok := errors.AsType[*world.HostError](err); ok {
		return &UsageError{strconv.Quote(wrong.Host) + ": " + wrong.Reason,
			"sites have hosts of their own, such as wiki.example; site remove takes one away"}
	}
	return err
}

// bring makes a site of a host and brings it in.
func (e *Env) bring(host string, open func(thirdparty.Site) (http.Handler, error)) error {
	w := e.World
	site := thirdparty.Site{Host: strings.ToLower(strings.TrimSuffix(host, ".")), World: w.Spec.Name, Clock: w.Clock,
		Record: w.Record}
	handler, err := open(site)
	if err == nil {
		err = w.Sites.Handle(host, handler)
	}
	if err != nil {
		return siteMistake(err)
	}
	fields(e, ":host", site.Host, ":url", "https://"+site.Host+"/")
	if _, ok := handler.(thirdparty.Party); ok {
		fields(e, ":metadataUrl", site.MetadataURL())
		e.Printf("metadata and entity ID: %s\n", site.MetadataURL())
	}
	e.Printf("https://%s/ is a site of this world\n", site.Host)
	return nil
}

func addServer(_ context.Context, env *Env, call *Call) error {
	return env.bring(call.Arg(0), func(thirdparty.Site) (http.Handler, error) { return thirdparty.Server(call.Arg(1)) })
}

func openIdentityProvider(ctx context.Context, env *Env, call *Call) error {
	people := thirdparty.People{Password: world.DemoJumpCloudPassword}
	if call.Changed("password") {
		people.Password = call.String("password")
	}
	var err error
	if people.NameIDs, err = nameIDs(call.Args[1:]); err != nil {
		return err
	}
	return env.bring(call.Arg(0), func(s thirdparty.Site) (http.Handler, error) {
		key, err := env.World.Sites.SigningKey(ctx)
		if err != nil {
			return nil, err
		}
		pair, err := certs.Issue(key, certs.Profile{NotBefore: env.now()})
		if err != nil {
			return nil, err
		}
		return thirdparty.NewIdentityProvider(s, people, key, pair.Certificate), nil
	})
}

// nameIDs reads UPN=NAMEID of each person.
func nameIDs(values []string) (map[string]string, error) {
	ids := map[string]string{}
	for _, value := range values {
		name, id, ok := strings.Cut(value, "=")
		if !ok || name == "" || id == "" {
			return nil, &UsageError{"site idp cannot read " + value, "write UPN=NAMEID, as in alice@contoso.com=c0ffee"}
		}
		ids[name] = id
	}
	return ids, nil
}

// party is a site that has metadata.
func (e *Env) party(host string) (thirdparty.Party, error) {
	p, ok := e.World.Sites.Site(host).(thirdparty.Party)
	if !ok {
		return nil, &UsageError{host + " is not a site with metadata of its own",
			"open one: site sp " + host + ", or site idp " + host + " UPN=NAMEID"}
	}
	return p, nil
}

func trustMetadata(ctx context.Context, env *Env, call *Call) error {
	p, err := env.party(call.Arg(0))
	if err != nil {
		return err
	}
	data, err := readOrFetch(ctx, env, call.String("xml-file"))
	if err != nil {
		return err
	}
	entityID, err := p.Trust(data)
	if err != nil {
		return fmt.Errorf("%s: %w", call.String("xml-file"), err)
	}
	fields(env, ":host", call.Arg(0), ":trusts", entityID)
	env.Printf("%s trusts %s\n", call.Arg(0), entityID)
	return nil
}

func siteMetadata(_ context.Context, env *Env, call *Call) error {
	p, err := env.party(call.Arg(0))
	if err != nil {
		return err
	}
	data, err := p.Metadata()
	if err != nil {
		return err
	}
	fields(env, ":host", call.Arg(0))
	if out := call.String("out"); out != "" {
		fields(env, ":file", out)
		env.Printf("wrote %s\n", out)
		return env.Files.WriteFile(out, data)
	}
	env.add(member{"metadata", string(data)})
	env.Printf("%s", data)
	return nil
}
