/**
 * The joint fixpoint of the rules with every derivation recorded, exact probabilities read from the
 * proof graph, and decisions under a pack's questions.
 */
@NullMarked
package org.rationale.reasoner;

import org.jspecify.annotations.NullMarked;
