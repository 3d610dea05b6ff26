/** Looks into perception for the benchmarks. */
@NullMarked
package org.rationale.perception;

import org.jspecify.annotations.NullMarked;
