/** Reads Jena's rule files into the model of a rule. */
@NullMarked
package org.rationale.rules.jena;

import org.jspecify.annotations.NullMarked;
