package org.rationale.explanations.checker;

/** Ends checking: an element of the certificate is wrong. */
final class Rejection extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String element;

  Rejection(String element, String why) {
    super(why, null, false, false);
    this.element = element;
  }

  String element() {
    return element;
  }

  static void unless(boolean right, String element, String why) {
    if (!right) {
      throw new Rejection(element, why);
    }
  }

  /** The same where the element's number has to be put into words, which takes time. */
  static void unless(boolean right, String list, int number, String why) {
    if (!right) {
      throw new Rejection("%s[%d]".formatted(list, number), why);
    }
  }
}
