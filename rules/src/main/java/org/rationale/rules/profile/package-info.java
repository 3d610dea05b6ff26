/** The rule tables of the W3C for RDFS and OWL 2 RL, specialised to an ontology. */
@NullMarked
package org.rationale.rules.profile;

import org.jspecify.annotations.NullMarked;
