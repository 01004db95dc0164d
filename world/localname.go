package world

import (
	"net"
	"strings"
)

// localName is the name under which a plain browser without set-up reaches a host: browsers send names under localhost
// to this machine and treat them as trustworthy. "login.microsoftonline.com" is "login.microsoftonline.localhost".
func localName(host string) string { return strings.TrimSuffix(host, ".com") + ".localhost" }

// siteURL is a host's address at a local port.
func siteURL(host string, port string) string {
	return "http://" + net.JoinHostPort(localName(host), port)
}

// translation renames the addresses of hosts, also where they are escaped as a parameter, to local ones and back.
type translation struct {
	hosts                 []string
	port                  string
	toLocal, toProduction *strings.Replacer
}

func newTranslation(hosts []string, port string) *translation {
	var out, in []string
	for _, h := range hosts {
		production, local := "https://"+h, siteURL(h, port)
		out = append(out, production, local, escaped(production), escaped(local))
		in = append(in, local, production, escaped(local), escaped(production))
	}
	return &translation{hosts, port, strings.NewReplacer(out...), strings.NewReplacer(in...)}
}

func escaped(address string) string {
	return strings.NewReplacer(":", "%3A", "/", "%2F").Replace(address)
}

// production is the host that a local name stands for; "" when there is none.
func (t *translation) production(local string) string {
	for _, h := range t.hosts {
		if localName(h) == local {
			return h
		}
	}
	return ""
}

// cookie renames a cookie's Domain: jumpcloud.com becomes jumpcloud.localhost.
func (t *translation) cookie(cookie string) string {
	parts := strings.Split(t.toLocal.Replace(cookie), ";")
	for i, part := range parts {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if strings.EqualFold(name, "Domain") {
			parts[i] = " Domain=" + localName(value)
		}
	}
	return strings.Join(parts, ";")
}
