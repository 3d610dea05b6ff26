/** One model of a rule, whatever language it was written in, and its stratification. */
@NullMarked
package org.rationale.rules;

import org.jspecify.annotations.NullMarked;
