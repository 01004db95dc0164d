package token

// The values of [Claims.AppIDACR]: how the client proved who it is.
const (
	ClientPublic      = "0"
	ClientSecret      = "1"
	ClientCertificate = "2"
)

// MemberRole stands in the wids of every member of a tenant (Microsoft Learn: Access token claims reference).
const MemberRole = "b79fbf4d-3ef9-4689-8143-76b194e85509"

// Claims are those of an access token in v1 format, which Microsoft Graph and Azure have whatever endpoint it is from
// (Microsoft Learn: Access token claims reference).
type Claims struct {
	Audience  string `json:"aud"`
	Issuer    string `json:"iss"`
	IssuedAt  int64  `json:"iat"`
	NotBefore int64  `json:"nbf"`
	Expiry    int64  `json:"exp"`
	// ACR, AMR and the names are a person's.
	ACR            string   `json:"acr,omitempty"`
	AIO            string   `json:"aio"`
	AMR            []string `json:"amr,omitempty"`
	AppDisplayName string   `json:"app_displayname"`
	AppID          string   `json:"appid"`
	AppIDACR       string   `json:"appidacr"`
	FamilyName     string   `json:"family_name,omitempty"`
	GivenName      string   `json:"given_name,omitempty"`
	IDP            string   `json:"idp,omitempty"`
	// IDType is "app" or "user".
	IDType    string `json:"idtyp"`
	IPAddress string `json:"ipaddr,omitempty"`
	Name      string `json:"name,omitempty"`
	ObjectID  string `json:"oid"`
	RH        string `json:"rh"`
	// Roles are application permissions, Scopes the delegated ones with blanks between.
	Roles         []string `json:"roles,omitempty"`
	Scopes        string   `json:"scp,omitempty"`
	Subject       string   `json:"sub"`
	TenantID      string   `json:"tid"`
	UniqueName    string   `json:"unique_name,omitempty"`
	UPN           string   `json:"upn,omitempty"`
	UTI           string   `json:"uti"`
	Version       string   `json:"ver"`
	WIDs          []string `json:"wids"`
	TenantCreated int64    `json:"xms_tcdt"`
}

// IDClaims are those of an ID token, in v2 format or, with the members that only it has, in v1 format (Microsoft Learn:
// ID token claims reference).
type IDClaims struct {
	Audience          string   `json:"aud"`
	Issuer            string   `json:"iss"`
	IssuedAt          int64    `json:"iat"`
	NotBefore         int64    `json:"nbf"`
	Expiry            int64    `json:"exp"`
	AuthTime          int64    `json:"auth_time,omitempty"`
	AMR               []string `json:"amr,omitempty"` // v1
	AccessTokenHash   string   `json:"at_hash,omitempty"`
	CodeHash          string   `json:"c_hash,omitempty"`
	Email             string   `json:"email,omitempty"`
	FamilyName        string   `json:"family_name,omitempty"` // v1
	GivenName         string   `json:"given_name,omitempty"`  // v1
	Name              string   `json:"name,omitempty"`
	Nonce             string   `json:"nonce,omitempty"`
	ObjectID          string   `json:"oid"`
	PreferredUsername string   `json:"preferred_username,omitempty"` // v2
	RH                string   `json:"rh"`
	SessionID         string   `json:"sid,omitempty"`
	Subject           string   `json:"sub"`
	TenantID          string   `json:"tid"`
	UniqueName        string   `json:"unique_name,omitempty"` // v1
	UPN               string   `json:"upn,omitempty"`         // v1
	UTI               string   `json:"uti"`
	Version           string   `json:"ver"`
}
