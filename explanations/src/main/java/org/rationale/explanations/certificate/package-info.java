/** The form of certificates, as values and as bytes; nothing here concludes or checks anything. */
@NullMarked
package org.rationale.explanations.certificate;

import org.jspecify.annotations.NullMarked;
