// Package scenarios runs scripts of what administrators and users do in a world of two companies, and says
// for each step what came of it.
//
// A script is a txtar file: lines of verbs, then the files that the script brings along.
//
//	# Contoso federates contoso.com with JumpCloud
//	jumpcloud app create office365 --domain contoso.com
//	jumpcloud metadata export office365 --out JumpCloud-office365-metadata.xml
//	federation enable --xml-file JumpCloud-office365-metadata.xml
//	stdout 'SSO Configured for domain: contoso.com'
//
//	# A regenerated certificate breaks sign-in
//	jumpcloud certificate regenerate office365
//	! signin alice@contoso.com
//	reason AADSTS5000811
//
// A # line opens a step; a step is a test case, a script a test suite with a fresh world of its own. A line
// that begins with ! must fail, and the line after it asserts why. Single quotes keep blanks together; a doubled one
// stands for a quote inside them. [emulated], [real] and [chromium] guard a line. The set of verbs is closed: a
// script cannot run programs, nor reach files outside its own folder.
//
// The same verbs are the command line against a running world: [Verbs] is the one table, [Invoke] runs one
// verb, [Check] names the mistakes of scripts without running them, and [Run] runs scripts.
package scenarios
