package home

import (
	"context"
	"maps"
	"net/http"
	"net/url"

	"samlharness/record"
	"samlharness/scenarios"
)

// run runs verbs one after the other, as the command line does; files that one writes, the next may read. It ends at
// the first that is refused.
func (h *Home) run(ctx context.Context, commands [][]string) (r result) {
	files := map[string][]byte{}
	for _, words := range commands {
		r.Commands = append(r.Commands, commandLine(words))
		done, err := scenarios.Invoke(ctx, h.World, scenarios.Request{Args: words, Files: files})
		r.Output += done.Stdout + done.Stderr
		if err != nil {
			r.fail(err)
			break
		}
		maps.Copy(files, done.Files)
	}
	r.Output = record.Visible(r.Output)
	h.live.forget()
	return r
}

// runStep runs a step of the procedure: the form names it, and what it is, is computed from the world as it is now.
func (h *Home) runStep(w http.ResponseWriter, r *http.Request) {
	v := viewOf(r)
	s, err := h.read(r.Context())
	if err != nil {
		h.desk.Broken(w, r, err)
		return
	}
	d, found := s.chosen(v.domain)
	if found {
		for _, step := range s.steps(d) {
			if step.ID == r.PostForm.Get("step") && step.Runs && len(step.commands) > 0 {
				h.after(w, r, v, h.run(r.Context(), step.commands))
				return
			}
		}
	}
	h.after(w, r, v, result{
		Error: "That step is done already, or not due yet.",
		Hint:  "the steps below are as they are now",
	})
}

// bind binds one person to the Microsoft 365 directory.
func (h *Home) bind(w http.ResponseWriter, r *http.Request) {
	words := []string{"jumpcloud", "directory", "bind", "--", r.PostForm.Get("user")}
	h.after(w, r, viewOf(r), h.run(r.Context(), [][]string{words}))
}

// after leads from a form to the page, which shows what came of it.
func (h *Home) after(w http.ResponseWriter, r *http.Request, v view, done result) {
	target := path + "?" + v.Query() + "&result=" + url.QueryEscape(h.results.keep(done)) + "#result"
	http.Redirect(w, r, target, http.StatusSeeOther)
}
