package recorder

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"samlharness/internal/desk"
	"samlharness/internal/har"
	"samlharness/record"
)

// archive downloads a flow, or all of the record, as an HTTP archive.
func (r *Recorder) archive(w http.ResponseWriter, req *http.Request) {
	flow := number(req.URL.Query().Get("flow"))
	exchanges, name := r.Log.Since(0), "record.har"
	if flow != 0 {
		exchanges, name = r.Log.Of(flow), fmt.Sprintf("flow-%d.har", flow)
	}
	var file bytes.Buffer
	if err := har.Write(&file, exchanges); err != nil {
		r.desk.Broken(w, req, err)
		return
	}
	attach(w, name, "application/json", file.Bytes())
}

// download gives the message of an exchange as it came.
func (r *Recorder) download(w http.ResponseWriter, req *http.Request) {
	e, err := r.exchange(req.PathValue("exchange"))
	if err != nil || e.Message == "" {
		r.noExchange(w, req)
		return
	}
	name, kind := fmt.Sprintf("message-%d.xml", e.ID), "application/xml"
	if !isSAML(e) {
		name, kind = fmt.Sprintf("message-%d.json", e.ID), "application/json"
	}
	attach(w, name, kind, []byte(e.Message))
}

// attach gives a file to be kept: browsers never show it in the desk's name.
func attach(w http.ResponseWriter, name, kind string, data []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(data) // the reader has gone; there is nobody to tell
}

// copied is what the page of a scenario shows.
type copied struct{ Text, Download, Back, File string }

// scenario shows a flow, or all sign-ins, as a script.
func (r *Recorder) scenario(w http.ResponseWriter, req *http.Request) {
	script, flow, ok := r.script(w, req)
	if !ok {
		return
	}
	c := copied{
		Text: record.Visible(script), Download: path + "/scenario.txtar?" + req.URL.RawQuery, Back: path,
		File: "again.txtar",
	}
	if flow != 0 {
		c.Back = view{flow: flow}.address()
	}
	r.desk.Write(w, scenarioTemplate(), desk.Page{Title: "Copy as scenario", Place: path, Body: c})
}

func (r *Recorder) downloadScenario(w http.ResponseWriter, req *http.Request) {
	if script, _, ok := r.script(w, req); ok {
		attach(w, "again.txtar", "text/plain; charset=utf-8", []byte(script))
	}
}

// script is the one that is asked for; where there is none, a page has said so.
func (r *Recorder) script(w http.ResponseWriter, req *http.Request) (text string, flow int64, ok bool) {
	flow = number(req.URL.Query().Get("flow"))
	if r.Copy == nil {
		r.noExchange(w, req)
		return "", flow, false
	}
	script, err := r.Copy(flow)
	if err != nil {
		r.desk.Fail(w, desk.Failure{
			Status: http.StatusUnprocessableEntity, Title: "There is no sign-in to copy",
			Says:   "A scenario is made of sign-ins that came to an end: accepted or refused. This has none.",
			Detail: strings.TrimSpace(err.Error()), Back: view{flow: flow}.address(), BackName: "Back to the recorder",
		})
		return "", flow, false
	}
	return string(script), flow, true
}

// clear forgets the record.
func (r *Recorder) clear(w http.ResponseWriter, req *http.Request) {
	r.Log.Clear()
	http.Redirect(w, req, path, http.StatusSeeOther)
}
