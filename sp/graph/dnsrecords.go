package graph

import (
	"strings"

	"github.com/google/uuid"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// dnsRecord is a record that proves the ownership of a domain, or that a service needs. What a kind does not have is
// "".
type dnsRecord struct {
	kind, recordType, label, service   string
	text, mailExchange, canonicalName  string
	nameTarget, protocol, serviceLabel string
	preference, port, priority, weight int64
	domain                             string
}

func dnsColumns() odata.Columns[dnsRecord] {
	type r = dnsRecord
	of := func(text func(*r) string) func(*r) odata.Value {
		return func(d *r) odata.Value {
			if s := text(d); s != "" {
				return odata.Text(s)
			}
			return odata.Absent()
		}
	}
	number := func(kind string, n func(*r) int64) func(*r) odata.Value {
		return func(d *r) odata.Value {
			if d.recordType == kind {
				return odata.Number(n(d))
			}
			return odata.Absent()
		}
	}
	return odata.Columns[r]{
		{Name: "@odata.type", Of: of(func(d *r) string { return "#microsoft.graph." + d.kind })},
		{Name: "id", Of: of(func(d *r) string {
			return uuid.NewSHA1(uuid.NameSpaceDNS, []byte(d.domain+"/"+d.recordType+d.service)).String()
		})},
		{Name: "isOptional", Of: func(*r) odata.Value { return odata.Flag(false) }},
		{Name: "label", Of: of(func(d *r) string { return d.label })},
		{Name: "recordType", Of: of(func(d *r) string { return d.recordType })},
		{Name: "supportedService", Of: of(func(d *r) string { return d.service })},
		{Name: "ttl", Of: func(*r) odata.Value { return odata.Number(3600) }},
		{Name: "text", Of: of(func(d *r) string { return d.text })},
		{Name: "mailExchange", Of: of(func(d *r) string { return d.mailExchange })},
		{Name: "preference", Of: number("Mx", func(d *r) int64 { return d.preference })},
		{Name: "canonicalName", Of: of(func(d *r) string { return d.canonicalName })},
		{Name: "nameTarget", Of: of(func(d *r) string { return d.nameTarget })},
		{Name: "protocol", Of: of(func(d *r) string { return d.protocol })},
		{Name: "service", Of: of(func(d *r) string { return d.serviceLabel })},
		{Name: "port", Of: number("Srv", func(d *r) int64 { return d.port })},
		{Name: "priority", Of: number("Srv", func(d *r) int64 { return d.priority })},
		{Name: "weight", Of: number("Srv", func(d *r) int64 { return d.weight })},
	}
}

func dnsOffer(bool) odata.Offer {
	names := dnsColumns().Names()
	return odata.Offer{Type: "domainDnsRecord", Select: names, Filter: names, MaxTop: maxUserPage}
}

// verificationRecords are the TXT and MX records either of which proves the ownership of a domain.
func (h *Handler) verificationRecords(c *call) (reply, error) {
	return h.dnsRecords(c, "verificationDnsRecords", func(d directory.Domain) []dnsRecord {
		exchange := strings.TrimPrefix(d.VerificationText, "MS=") + ".msv1.invalid"
		return []dnsRecord{
			{kind: "domainDnsTxtRecord", recordType: "Txt", service: "Email", text: d.VerificationText},
			{kind: "domainDnsMxRecord", recordType: "Mx", service: "Email", mailExchange: exchange, preference: 32767},
		}
	})
}

// serviceRecords are those that the services of a verified domain need (Microsoft Graph REST v1.0: List
// serviceConfigurationRecords).
func (h *Handler) serviceRecords(c *call) (reply, error) {
	return h.dnsRecords(c, "serviceConfigurationRecords", func(d directory.Domain) []dnsRecord {
		if !d.Verified {
			return nil
		}
		exchange := strings.ReplaceAll(d.Name, ".", "-") + ".mail.protection.outlook.com"
		return []dnsRecord{
			{kind: "domainDnsMxRecord", recordType: "Mx", service: "Email", mailExchange: exchange},
			{kind: "domainDnsTxtRecord", recordType: "Txt", service: "Email",
				text: "v=spf1 include:spf.protection.outlook.com -all"},
			{kind: "domainDnsCnameRecord", recordType: "CName", service: "Email", label: "autodiscover." + d.Name,
				canonicalName: "autodiscover.outlook.com"},
			{kind: "domainDnsSrvRecord", recordType: "Srv", service: "OfficeCommunicationsOnline",
				label: "_sipfederationtls._tcp." + d.Name, nameTarget: "sipfed.online.lync.com", protocol: "_tcp",
				serviceLabel: "_sipfederationtls", port: 5061, priority: 100, weight: 1},
		}
	})
}

func (h *Handler) dnsRecords(c *call, what string, of func(directory.Domain) []dnsRecord) (reply, error) {
	d, err := h.Tenant.Domain(c.r.Context(), c.captures[0])
	if err != nil {
		return reply{}, err
	}
	records := of(d)
	for i := range records {
		records[i].domain = d.Name
		if records[i].label == "" {
			records[i].label = d.Name
		}
	}
	return collection(c, "domains('"+d.Name+"')/"+what, dnsColumns(), records, 0), nil
}
