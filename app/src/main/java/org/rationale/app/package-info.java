/** The command line. Results go to standard output, progress and errors to standard error. */
@NullMarked
package org.rationale.app;

import org.jspecify.annotations.NullMarked;
