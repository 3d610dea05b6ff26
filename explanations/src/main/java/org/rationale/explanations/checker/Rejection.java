package org.rationale.explanations.checker;

/** Ends checking: an element of the certificate is wrong. */
final class Rejection extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Rejection(String why) {
    super(why, null, false, false);
  }
}
