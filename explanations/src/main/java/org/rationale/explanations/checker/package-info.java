/**
 * Checks certificates of decisions. It depends on the JDK and Jackson alone, shares no code with
 * what reasons, and is small enough to be read in an hour: an architecture test holds all three.
 */
@NullMarked
package org.rationale.explanations.checker;

import org.jspecify.annotations.NullMarked;
