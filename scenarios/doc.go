// Package scenarios runs scripts of what administrators and users do in a world of two companies, and says for each
// step what came of it.
//
// [Run] runs scripts, [Check] names their mistakes without running them, [Load] reads them. The same verbs are the
// command line against a running world: [Verbs] is the one table, and [Invoke] runs one verb.
//
// # A script
//
// A script is a text file in UTF-8 whose name ends in .txtar: lines of verbs, then the files that it brings along.
//
//	# Contoso federates contoso.com with JumpCloud
//	jumpcloud directory bind alice
//	jumpcloud app create office365 --domain contoso.com
//	jumpcloud group bind 'All Users' office365
//	jumpcloud metadata export office365 --out metadata.xml
//	federation enable --xml-file metadata.xml
//	stdout 'SSO Configured for domain: contoso.com'
//
//	# A regenerated certificate breaks sign-in
//	jumpcloud certificate regenerate office365
//	! signin alice@contoso.com
//	reason AADSTS5000811
//
// Each script runs in a fresh world and in a folder of its own, so scripts can run side by side and in any order. Time
// in the world stands still until "clock advance" moves it.
//
// # Steps
//
// A line that begins with # opens a step, and what follows the # is its title. A step is a test case, a script a test
// suite. A step ends at its first line that fails; the steps after it are not run. More # lines below the title, and a
// paragraph of # lines without a verb after it, are remarks; such a paragraph at the beginning is the script's title.
// A # behind blanks or behind a word begins a remark too.
//
// # Lines
//
// A line is one verb with its arguments and flags, as on the command line without the word harness. `harness verbs`
// lists the verbs, `harness verbs VERB` explains one. The set of verbs is closed: a script cannot run programs. There
// are no variables, no pipes and no background.
//
// # Quotes
//
// Blanks separate words. Quotes keep a word together, single and double ones alike, and a doubled quote inside stands
// for one:
//
//	jumpcloud group bind 'All Users' office365
//	jumpcloud group bind "All Users" office365
//	stdout 'it''s "done"'
//	stdout "it's ""done"""
//
// A word needs quotes when it is empty, has a blank, a #, a quote or a $ in it, or is a single &. A backslash is an
// ordinary character, which regular expressions use.
//
// # Assertions
//
// Some verbs look at what the verb before them did:
//
//	stdout REGEXP      its results match a regular expression, ^ and $ at lines
//	stderr REGEXP      its warnings and errors do
//	reason CODE        it was refused with this code: AADSTS50107, or 50107
//	cmp stdout FILE    its results are what the file holds
//	cmp stderr FILE    its warnings and errors are
//	cmp FILE FILE      two files hold the same
//	exists FILE        the file is there
//
// An expression is matched with the text as it is, and with the text in which each run of blanks is one blank: that is
// how reports show it, so "contoso.com Managed" matches the columns of a table.
//
// # Lines that must fail
//
// A line with ! before the verb must fail, and the next line must assert why, with reason or stderr: a verb that is
// refused for another reason than the one that was meant must not pass.
//
//	! signin alice@contoso.com
//	reason AADSTS5000811
//
// Before an assertion, ! says that it must not hold, and no reason is needed: ! stdout Federated
//
// # Guards
//
// A guard in brackets before the verb, or before its !, says when the line runs. Several must all be met, and a ! in
// the brackets turns one round. A step whose lines are all left out is skipped.
//
//	[emulated]   the companies are the emulated ones
//	[real]       the target is the real Microsoft Graph
//	[chromium]   the people use Chromium
//	[!chromium]  they do not
//
// The line that says why another must fail needs the same guards as that line.
//
// # Files
//
// Below the verbs, a line such as
//
//	-- metadata.xml --
//
// begins a file, which goes to the next such line or the end. Files lie in the script's own folder, with those that
// verbs write. Names are relative, with slashes, and cannot lead out of it. Files end in a line end; when the script's
// first line ends as on Windows, all line ends of script and files are read as \n.
//
// cmp needs its files: each must be in the script or be written by a line before. Line ends are not compared, and
// values that differ from run to run are masked on both sides, so that a file may hold them or the masks:
//
//	<uuid>     11111111-1111-1111-1111-111111111111
//	<instant>  2026-03-02T09:15:00Z, 2026-03-02 09:15:00 UTC
//	<id>       24 small hex digits, or _ and 32 hex digits
//	<digest>   40 hex digits or more: thumbprints, serial numbers
//	<base64>   60 characters of base64 or more: certificates, signatures
//
// With a seed (`harness run --seed N`, or seed in the world file) they do not differ, and are compared as they are; a
// line that has masks is still compared masked.
//
// `harness run -u` writes what came, masked unless there is a seed, into the second file of each cmp instead of
// comparing, unless a verb wrote that file; a file that the script lacks is added to it. Read what it wrote before you
// keep it.
//
// # JSON
//
// With --json a verb prints what came of it as one document, a [Document], which an assertion can look at:
//
//	entra domain show contoso.com --json
//	stdout '"authentication": "Federated"'
//
// # The world
//
// A script begins in the demo world, the one of `harness up`: Contoso with its users, its group, its domains, and
// nothing federated. A file named world.yaml says how its world differs; `harness help world` explains its members:
//
//	-- world.yaml --
//	now: 2026-03-02T09:15:00Z
//	propagationDelay: 2h
package scenarios
