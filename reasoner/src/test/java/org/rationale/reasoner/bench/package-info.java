/** Benchmarks of probability, each a plain program that prints one line of JSON. */
@NullMarked
package org.rationale.reasoner.bench;

import org.jspecify.annotations.NullMarked;
