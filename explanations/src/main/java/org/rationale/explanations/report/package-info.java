/** The seal of reports, and what checks it: on the JDK, Jackson and the checker of certificates. */
@NullMarked
package org.rationale.explanations.report;

import org.jspecify.annotations.NullMarked;
