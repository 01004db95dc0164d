// Package odata is the part of OData that Microsoft Graph speaks, without any resource: bodies and objects whose
// properties keep their order, $select and $filter, both forms of a key in a path, and the order of a batch. It knows
// the gateway's refusals, and nothing of a tenant.
package odata
