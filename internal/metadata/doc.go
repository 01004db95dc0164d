// Package metadata reads the SAML metadata of third parties, of identity and of service providers: one
// EntityDescriptor, or several in an EntitiesDescriptor, of whatever product.
//
// A document passes two readers. The first is ours: package xmltree admits the bytes within its bounds, one entity is
// chosen, and of that only the elements and attributes that somebody reads are written anew, each value checked where
// it stands, so that an error names line and column. What is left goes through encoding/xml into the metadata types of
// crewjam/saml. They would take an entityID of a foreign namespace for the entity's, fail without a place on an odd
// address in an element that nobody reads, and know no bounds; after the first reader none of that can reach them.
//
// What comes of it is configuration: which certificate signs is said by the document, and whether the document is
// trusted is for whoever gave it.
package metadata
