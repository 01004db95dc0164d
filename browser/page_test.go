package browser_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/internal/testsite"
)

func parse(t *testing.T, document string) *browser.Page {
	t.Helper()
	u, err := url.Parse("https://h.example/dir/page?q=1")
	require.NoError(t, err)
	return browser.ParsePage(u, 200, http.Header{"Content-Type": {"text/html"}}, []byte(document), false)
}

func TestPageText(t *testing.T) {
	p := parse(t, `<html><head><title> 王小明 &amp; co </title><style>x{}</style></head>
		<body><script>var hidden</script>
		<h1>Sign  in</h1><p>Hello <b>you</b>!<br>Next</p><div hidden>secret</div><template>t</template><noscript><p>off</p>
			</noscript>
		<p>&lt;script&gt;alert(1)&lt;/script&gt;</p></body></html>`)
	assert.Equal(t, "王小明 & co", p.Title)
	assert.Equal(t, "Sign in\nHello you!\nNext\n<script>alert(1)</script>", p.Text())
}

func TestFormControls(t *testing.T) {
	p := parse(t, `<form id=f method=POST action="../go">
		<input name=plain value=p><input type=hidden name=h value=1><input name=off disabled value=x>
			<input name=ro readonly value=r>
		<input type=checkbox name=c1><input type=checkbox name=c2 value=two checked>
		<input type=radio name=r value=a checked><input type=radio name=r value=b>
		<select name=s><option>first</option><option value=2 selected>second</option></select><select name=t>
			<option value=only></select>
		<textarea name=area>
one
two</textarea><input type=file name=upload><input value=nameless>
		<button type=button>Nothing</button><button disabled>Not now</button><button name=b value=yes>Yes</button>
			<input type=submit name=b value=No formaction="/else"></form>
		<input name=outside form=f value=o>`)
	f := p.Forms[0]
	assert.Equal(t, "https://h.example/go", f.Action.String())
	assert.Len(t, f.Buttons, 2)
	require.NoError(t, f.Set("plain", "ü &"))
	require.NoError(t, f.Set("c1", "on"))
	require.NoError(t, f.Set("c2", ""))
	require.NoError(t, f.Set("r", "b"))
	require.NoError(t, f.Set("s", "first"))
	for name, value := range map[string]string{"h": "2", "off": "y", "ro": "y", "s": "third", "r": "z", "missing": "m"} {
		var e *browser.Error
		require.ErrorAs(t, f.Set(name, value), &e, name)
		assert.Equal(t, browser.NoSuchElement, e.Kind)
	}
	mux := http.NewServeMux()
	var got url.Values
	mux.HandleFunc("POST h.example/", func(_ http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		got = r.PostForm
		got.Set("path", r.URL.Path)
	})
	b := serve(t, mux, browser.Options{})
	_, err := b.Submit(t.Context(), f, nil)
	require.NoError(t, err)
	assert.Equal(t, url.Values{"plain": {"ü &"}, "h": {"1"}, "ro": {"r"}, "c1": {"on"}, "r": {"b"}, "s": {"first"},
		"t":    {"only"},
		"area": {"one\r\ntwo"}, "outside": {"o"}, "b": {"yes"}, "path": {"/go"}}, got)
	no, err := f.Button("No")
	require.NoError(t, err)
	_, err = b.Submit(t.Context(), f, no)
	require.NoError(t, err)
	assert.Equal(t, []string{"/else", "No"}, []string{got.Get("path"), got.Get("b")})
	_, err = f.Button("Maybe")
	assert.ErrorContains(t, err, `the form has "Yes", "No"`)
}

func TestGetFormReplacesTheQuery(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("h.example/", func(w http.ResponseWriter, r *http.Request) {
		testsite.Write(w, r.URL.RequestURI(), "")
	})
	b := serve(t, mux, browser.Options{})
	p := parse(t, `<form action="/find?old=1"><input name=q value="a b"><button>Find</button></form>`)
	page, err := b.Click(t.Context(), p, "Find")
	require.NoError(t, err)
	assert.Equal(t, "/find?q=a+b", page.Title)
	_, err = b.Click(t.Context(), p, "Lose")
	assert.ErrorContains(t, err, `no link or button "Lose"`)
}

func TestAutoPost(t *testing.T) {
	form := `<form id=x name=n method=post></form>`
	for script, want := range map[string]bool{
		`<script>document.getElementById('x').submit()</script>`:                    true,
		`<script>document.forms[0].submit();</script>`:                              true,
		`<script>document.forms["n"].submit()</script>`:                             true,
		`<script>document.forms.n.submit()</script>`:                                true,
		`<script>window.onload=function(){ document.n.submit() }</script>`:          true,
		`<body onload="document.forms[0].submit()">`:                                true,
		`<script>document.forms[7].submit()</script>`:                               false,
		`<script>console.log("submit")</script>`:                                    false,
		`<p>document.forms[0].submit()</p>`:                                         false,
		`<form id=autopost method=post action="/z"><input name=SAMLRequest></form>`: true,
	} {
		_, ok := parse(t, form+script).AutoPost()
		assert.Equal(t, want, ok, script)
	}
}

func FuzzParsePage(f *testing.F) {
	f.Add([]byte(`<form id=autopost action="http://[::1"><input name=a><select><option>1</select></form>
		<script>document.forms[99999999999999999999].submit()</script>`))
	f.Add([]byte(`<base href="%zz"><a href="::">x</a><form action="javascript:1"><button form=q formaction=":">`))
	u := &url.URL{Scheme: "https", Host: "h"}
	f.Fuzz(func(t *testing.T, body []byte) {
		p := browser.ParsePage(u, 200, http.Header{}, body, false)
		_ = p.Text()
		if form, ok := p.AutoPost(); ok {
			_, _ = form.Button("")
		}
	})
}
