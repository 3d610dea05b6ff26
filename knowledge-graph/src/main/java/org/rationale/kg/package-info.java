/**
 * Facts, their origins and probabilities; RDF 1.2 reading and writing of both; named graphs, SHACL
 * and SPARQL over them. RDF terms are Jena's own types throughout.
 */
@NullMarked
package org.rationale.kg;

import org.jspecify.annotations.NullMarked;
