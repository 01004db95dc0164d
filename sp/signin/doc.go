// Package signin is Microsoft's sign-in service as federated domains meet it: the pages of login.microsoftonline.com,
// home-realm discovery, the AuthnRequest to the identity provider, login.srf where the answer is judged, "Stay signed
// in?", and the landing page that says who is signed in.
//
// A sign-in is a state machine. Its state is a pending sign-in: what is known so far, as data. A request adds to it
// what the person or the identity provider answered, and hands it to the dispatcher (flow.go); the dispatcher walks the
// table of steps (steps.go) from the top and lets each do its part that is due, until one of them has answered the
// request with a page or a redirection. A step knows the pending sign-in and nothing of the other steps.
//
//	requests, and what each adds            the dispatcher               the steps that answer
//
//	GET  /, an application name, hint --+   +- declined, silent -------> the application
//	GET  …/redirect?…      name --------+   +- home realm   the name's domain
//	POST /…/login          name,        |   +- name ------------------> page, answered by POST /…/login
//	                       password ----+-->+- redirect --------------> the identity provider, by POST /login.srf
//	POST /login.srf        claims ------+   +- password --------------> page, answered by POST /…/login
//	POST /appverify        yes or no ---+   +- session      opens it, with its cookie
//	POST /…/Consent/Set    yes or no ---+   +- confirm, consent ------> pages, answered by these
//	POST /kmsi             yes or no ---+   +- stay signed in --------> page, answered by POST /kmsi
//	                                        +- application -----------> the application that asked
//	                                        +- arrival ---------------> the landing page
//
// What an application asks for is an [Ask], data of the pending sign-in; package oauth reads it and answers it.
//
// Between a page and its answer the pending sign-in is kept under the page's ctx, and between an AuthnRequest and its
// response under the request's ID. What the directory says is never kept: it is read anew when the answer comes.
//
// A further step is a file and a line in the table; what it finds out is data of the pending sign-in. A step that needs
// to know who the person is, such as multifactor authentication, registration or a change of password, stands before
// the session; one that chooses between credentials before the redirection.
//
// What the pages say beyond Microsoft's own, such as who may sign in, is in offer.go.
//
// The state of the tenant lives in package directory, the judgement of a response in package loginsrf.
package signin
