package msgraph

import "github.com/Azure/azure-sdk-for-go/sdk/azcore"

// Inner is azidentity's credential inside one of ours.
func Inner(c azcore.TokenCredential) azcore.TokenCredential { return c.(*credential).TokenCredential }

// DialLoopback connects to this machine alone.
var DialLoopback = dialLoopback
