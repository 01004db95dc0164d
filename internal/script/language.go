package script

// Language is what the lines of scripts may say.
type Language interface {
	// Command parses the words of a line, verb first, and says what is wrong with them; the command is nil when they
	// cannot be understood. A negated command must fail.
	Command(words []string, negated bool) (Command, []Mistake)
	// Conditions are the names of the guards that a line may bear.
	Conditions() []string
	// Reasons says how the line is written that must follow a negated one: "`reason CODE`".
	Reasons() string
}

// Command is a line's verb with its arguments and flags, parsed.
type Command interface {
	// Name is the verb.
	Name() string
	// Kind is the part that it plays in a step.
	Kind() Kind
	// Files are those that it names.
	Files() []FileUse
	// Text is the line as it may be shown: words that read back, without secrets.
	Text() string
}

// Kind is the part that a command plays in a step.
type Kind int

const (
	// Action does something.
	Action Kind = iota
	// FileAssertion looks at files alone.
	FileAssertion
	// OutcomeAssertion looks at what the action before it did.
	OutcomeAssertion
	// ReasonAssertion is an [OutcomeAssertion] that says why the action failed.
	ReasonAssertion
)

// FileUse is a file that a command names, and what for.
type FileUse struct {
	Name string
	How  Use
}

// Use is what a command names a file for.
type Use int

const (
	// Mentions: the file may or may not be there.
	Mentions Use = iota
	// Writes: the file is there afterwards.
	Writes
	// WritesLike: a file is there afterwards whose name matches the pattern of [path.Match] in Name.
	WritesLike
	// Needs: the file must be in the script, or written before.
	Needs
	// Golden is like Needs, but a run that updates scripts adds the file when it is missing.
	Golden
)

// Mistake is something in a script that cannot be right.
type Mistake struct {
	// Line counts from 1; a [Language] leaves it 0.
	Line int
	// Message says what is wrong, Hint what to do about it.
	Message, Hint string
}
