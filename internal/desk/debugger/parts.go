package debugger

// EditorOf is an editor as the template needs it.
func (b *body) EditorOf(e editor, token string) editor {
	e.World, e.Token = b.World, token
	return e
}

// JudgeOf are the fields of a form that say who judges; id begins the ids of its elements.
func (b *body) JudgeOf(id string, a ask) editor { return editor{ID: id, Ask: a, World: b.World} }
