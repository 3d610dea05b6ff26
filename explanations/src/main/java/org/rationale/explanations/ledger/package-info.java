/**
 * A ledger: entries in a file that is only ever added to, hashed as a Merkle tree after RFC 6962,
 * with a signed head; and its checking. It knows nothing of what is decided, and depends on the JDK
 * and Jackson alone.
 */
@NullMarked
package org.rationale.explanations.ledger;

import org.jspecify.annotations.NullMarked;
