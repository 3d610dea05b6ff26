package org.rationale.explanations.ledger;

/** A ledger cannot be used as it is; the message is one sentence that says what and where. */
public final class LedgerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LedgerException(String message) {
    super(message);
  }

  LedgerException(String message, Throwable cause) {
    super(message, cause);
  }
}
