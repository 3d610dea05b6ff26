/** Benchmarks against other engines, and tests that all engines agree. */
@NullMarked
package org.rationale.bench;

import org.jspecify.annotations.NullMarked;
