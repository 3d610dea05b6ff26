/** What crosses modules: architecture, conformance and acceptance. */
@NullMarked
package org.rationale.tests;

import org.jspecify.annotations.NullMarked;
