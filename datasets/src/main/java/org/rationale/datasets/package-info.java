/** The bundled domain packs, and the code that trained their models. */
@NullMarked
package org.rationale.datasets;

import org.jspecify.annotations.NullMarked;
