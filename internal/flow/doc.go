// Package flow stands before the sites of a world: it records each request of a browser as a hop, and finds out which
// requests belong together.
//
// The companies share no state, and a real browser tells nobody which sign-in a request is a part of, so requests are
// joined by what is on the wire. A request belongs to the flow of the first of these that is known:
//
//  1. the number that a client of the world itself sends along, see [Client]: the verb that is being done
//  2. the access token, which the calls of one operator share
//  3. a message, by its ID or the ID that it answers, and what a page or a redirect gave the browser to carry on, such
//     as ctx, samlToken, code and state
//  4. a redirect to exactly this address that nobody has followed yet: that of this browser, or for one that takes no
//     cookies the oldest
//  5. this browser, when it comes from a page: what it was in last. Browsers are known by a cookie that is set beside
//     those of the sites, which never see it
//  6. a link to exactly this address on a page, when one flow alone was shown such a page
//
// Otherwise it begins a flow, as an address does that a person types. What the request and its answer carry joins the
// flow then. Joins are forgotten an hour after they were last used, and their number is bounded.
package flow
