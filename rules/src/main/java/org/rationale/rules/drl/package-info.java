/**
 * Decision rules in DRL: compiled by Drools to an executable model and fired over the facts of a
 * graph.
 */
@NullMarked
package org.rationale.rules.drl;

import org.jspecify.annotations.NullMarked;
