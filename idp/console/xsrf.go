package console

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"
)

// The names of the token that a JSON sign-in must send back.
const (
	CookieXSRF = "_xsrf"
	HeaderXSRF = "X-Xsrftoken"
)

// xsrfFor is how long a token is good.
const xsrfFor = 15 * time.Minute

// XSRF makes and checks tokens without keeping them: each holds its instant and an HMAC.
type XSRF struct {
	clock clockwork.Clock
	key   []byte
}

// NewXSRF makes a key of its own: tokens that another XSRF made are not valid here.
func NewXSRF(clock clockwork.Clock) *XSRF {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return &XSRF{clock, key}
}

// token makes a token that is good from now.
func (x *XSRF) token() string {
	body := fmt.Sprintf("%d.%s", x.clock.Now().UnixMilli(), rand.Text())
	return body + "." + x.mac(body)
}

func (x *XSRF) mac(body string) string {
	h := hmac.New(sha256.New, x.key)
	h.Write([]byte(body))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// valid reports whether header and cookie are the same token, ours, and not too old.
func (x *XSRF) valid(header, cookie string) bool {
	i := strings.LastIndexByte(header, '.')
	if i < 0 || header != cookie || !hmac.Equal([]byte(header[i+1:]), []byte(x.mac(header[:i]))) {
		return false
	}
	instant, _, _ := strings.Cut(header, ".")
	made, err := strconv.ParseInt(instant, 10, 64)
	if err != nil {
		return false
	}
	age := x.clock.Now().Sub(time.UnixMilli(made))
	return age >= 0 && age < xsrfFor
}
