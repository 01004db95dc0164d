package debugger

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"net/http"

	"samlharness/inspect"
	"samlharness/internal/messageview"
	"samlharness/record"
)

// body is what the page shows.
type body struct {
	Ask      ask
	World    *offers
	Error    string
	Capture  string // what was pasted when it came to an error
	Status   int
	Messages []judged
	More     int // messages that are not shown
	Before   *comparison
}

// judged is a message with what came of it.
type judged struct {
	View   messageview.Message
	Editor editor
}

// HTML is the message with its checks.
func (j judged) HTML() (template.HTML, error) { return j.View.HTML() }

// editor is the form in which a message is edited.
type editor struct {
	ID       string
	Original string // in base64
	Text     string
	Lines    bool // Text has lines that the message has not
	Sign     bool
	Open     bool
	Ask      ask
	World    *offers
	Token    string
}

// maxJudged is how many messages of a capture are shown.
const maxJudged = 20

// judgeCapture finds the messages of a capture and shows each.
func (g *Debugger) judgeCapture(w http.ResponseWriter, r *http.Request, data []byte, a ask) {
	b := body{Ask: a}
	document, err := g.inspect(r.Context(), data, a)
	if err != nil {
		b.Error, b.Status = record.Visible(err.Error()), http.StatusUnprocessableEntity
		g.write(w, r, b)
		return
	}
	provider, err := g.provider(r.Context(), a)
	if err != nil {
		b.Error, b.Status = record.Visible(err.Error()), http.StatusUnprocessableEntity
		g.write(w, r, b)
		return
	}
	for i, m := range document.Messages {
		if i == maxJudged {
			b.More = len(document.Messages) - maxJudged
			break
		}
		id := fmt.Sprintf("m%d", i+1)
		b.Messages = append(b.Messages, judged{g.viewOf(m, id, provider), editorOf(id, m.Capture.XML, a)})
	}
	g.write(w, r, b)
}

// inspect finds and judges by who is asked.
func (g *Debugger) inspect(ctx context.Context, data []byte, a ask) (*inspect.Document, error) {
	o, err := g.options(a)
	if err != nil {
		return nil, err
	}
	return inspect.Inspect(ctx, data, o)
}

func editorOf(id string, message []byte, a ask) editor {
	text, again := messageview.InLines(string(message))
	return editor{ID: id, Original: base64.StdEncoding.EncodeToString(message), Text: text, Lines: again, Ask: a}
}

// edit judges a message before and after it was edited.
func (g *Debugger) edit(w http.ResponseWriter, r *http.Request) {
	a, form := g.asking(r), r.PostForm
	original, err := base64.StdEncoding.DecodeString(form.Get("original"))
	edited := unixLines(form.Get("xml"))
	lines := form.Get("lines") != ""
	shown := string(edited)
	if lines {
		edited = []byte(messageview.InOne(string(edited)))
	}
	sign := form.Get("sign") != "" && g.World != nil
	judgedText := edited
	if err == nil && sign {
		judgedText, err = g.sign(r.Context(), edited)
	}
	e := editor{
		ID: "m1", Original: form.Get("original"), Text: shown, Lines: lines, Sign: sign, Open: true, Ask: a,
	}
	b := body{Ask: a}
	if err == nil {
		err = g.compare(r.Context(), &b, original, judgedText, a, sign)
	}
	if err != nil {
		b.Error, b.Status = record.Visible(err.Error()), http.StatusUnprocessableEntity
		b.Messages = []judged{{messageview.Message{ID: "m1", Title: "The edited message", Text: shown}, e}}
	} else {
		b.Messages[0].Editor = e
	}
	g.write(w, r, b)
}

// errNotOne is the error of a message that was edited so that there is none.
var errNotOne = errors.New("what was edited does not hold a message any more")

func (g *Debugger) compare(ctx context.Context, b *body, original, edited []byte, a ask, signed bool) error {
	before, err := g.one(ctx, original, a)
	if err != nil {
		return err
	}
	after, err := g.one(ctx, edited, a)
	if err != nil {
		return err
	}
	if signed {
		after.Text = string(withoutValue([]byte(after.Text)))
	}
	after.Title = "The edited message"
	b.Before = compared(before, after, bytes.Equal(original, edited))
	b.Messages = []judged{{View: after}}
	return nil
}

// one judges one message as it stands.
func (g *Debugger) one(ctx context.Context, message []byte, a ask) (messageview.Message, error) {
	document, err := g.inspect(ctx, message, a)
	switch {
	case err != nil:
		return messageview.Message{}, err
	case len(document.Messages) == 0:
		return messageview.Message{}, errNotOne
	}
	provider, err := g.provider(ctx, a)
	return g.viewOf(document.Messages[0], "m1", provider), err
}
