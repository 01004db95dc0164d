// Package odata is the part of OData that Microsoft Graph speaks, without any resource: objects whose properties keep
// their order, $select and $filter, and both forms of a key in a path.
package odata
