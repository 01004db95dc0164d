// Package signin is the person who signs in: it walks them through the pages of the companies, as a browser shows them,
// until a page says who is signed in or refuses.
//
// It knows nothing of how a page came about. What a company asks on its pages, how its pages refuse, and where a
// sign-in ends is that company's [Vendor]; the walk itself belongs to no company, so a third one is one more value.
package signin
