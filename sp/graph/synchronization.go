package graph

import (
	"samlharness/sp/graph/odata"
)

// syncFeatures are the flags of onPremisesSynchronization's features (metadata of Microsoft Graph v1.0) with their
// values in a tenant that never changed them; that they are these is our choice.
func syncFeatures() odata.Entity {
	return odata.Entity{
		odata.P("allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled", false),
		odata.P("blockCloudObjectTakeoverThroughHardMatchEnabled", false),
		odata.P("blockSoftMatchEnabled", false),
		odata.P("bypassDirSyncOverridesEnabled", false),
		odata.P("cloudPasswordPolicyForPasswordSyncedUsersEnabled", false),
		odata.P("concurrentCredentialUpdateEnabled", false),
		odata.P("concurrentOrgIdProvisioningEnabled", false),
		odata.P("deviceWritebackEnabled", false),
		odata.P("directoryExtensionsEnabled", false),
		odata.P("fopeConflictResolutionEnabled", false),
		odata.P("groupWriteBackEnabled", false),
		odata.P("passwordSyncEnabled", false),
		odata.P("passwordWritebackEnabled", false),
		odata.P("quarantineUponProxyAddressesConflictEnabled", true),
		odata.P("quarantineUponUpnConflictEnabled", true),
		odata.P("softMatchOnUpnEnabled", true),
		odata.P("synchronizeUpnForManagedUsersEnabled", true),
		odata.P("unifiedGroupWritebackEnabled", false),
		odata.P("userForcePasswordChangeOnLogonEnabled", false),
		odata.P("userWritebackEnabled", false),
	}
}

type synchronization struct{ id string }

func syncColumns() odata.Columns[synchronization] {
	type s = synchronization
	return odata.Columns[s]{
		{Name: "id", Of: func(o *s) odata.Value { return odata.Text(o.id) }},
		{Name: "configuration", Of: func(*s) odata.Value {
			return odata.Object(odata.Entity{odata.P("accidentalDeletionPrevention", odata.Entity{
				odata.P("synchronizationPreventionType", "enabledForCount"), odata.P("alertThreshold", 500),
			})})
		}},
		{Name: "features", Of: func(*s) odata.Value { return odata.Object(syncFeatures()) }},
	}
}

func syncOffer(bool) odata.Offer {
	return odata.Offer{Type: "onPremisesDirectorySynchronization", Select: syncColumns().Names()}
}

func (h *Handler) listSync(c *call) (reply, error) {
	return collection(c, "directory/onPremisesSynchronization", syncColumns(),
		[]synchronization{{h.Tenant.ID()}}, 0), nil
}

func (h *Handler) getSync(c *call) (reply, error) {
	if err := h.isOrganization(c); err != nil {
		return reply{}, err
	}
	return one(c, "directory/onPremisesSynchronization", syncColumns(), &synchronization{h.Tenant.ID()}), nil
}
