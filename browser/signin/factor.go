package signin

import (
	"cmp"
	"context"

	"samlharness/browser"
)

// jumpCloudFactor answers JumpCloud's "Verify Your Identity": with a code of the authenticator app, or by a push that
// the person answers on the phone.
func jumpCloudFactor(ctx context.Context, a *Attempt, page *browser.Page) (*browser.Page, bool, error) {
	email := cmp.Or(a.Person.JumpCloudEmail, a.Person.UPN)
	for _, form := range page.Forms {
		factor := form.Field("factor")
		switch {
		case factor == nil:
		case form.Has("otp") && a.Person.OneTimePassword != nil:
			code, err := a.Person.OneTimePassword(ctx, email)
			if err != nil {
				return nil, true, err
			}
			return a.Fill(ctx, page, form, "", Value{"otp", code})
		case factor.Value == "push" && form.Field("push") == nil:
			return a.Fill(ctx, page, form, "")
		case factor.Value == "push" && a.Person.AnswerPush != nil:
			return a.answerPush(ctx, page, form)
		}
	}
	return nil, false, nil
}

// answerPush takes the phone, then goes on with the page.
func (a *Attempt) answerPush(ctx context.Context, page *browser.Page, form *browser.Form) (*browser.Page, bool, error) {
	if !a.Once("push") || len(form.Buttons) == 0 {
		return nil, true, lost(page, "“%s” waits for a push that was answered", page.Title)
	}
	email := cmp.Or(a.Person.JumpCloudEmail, a.Person.UPN)
	if err := a.Person.AnswerPush(ctx, email); err != nil {
		return nil, true, err
	}
	next, err := a.agent.Submit(ctx, form, form.Buttons[0])
	return next, true, err
}
