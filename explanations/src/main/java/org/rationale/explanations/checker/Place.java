package org.rationale.explanations.checker;

/** The element that is being checked. */
final class Place {

  private String list = "file";
  private int number = -1;

  /** Ends checking: the element is wrong. */
  static final class Rejection extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Rejection(String why) {
      super(why, null, false, false);
    }
  }

  void at(String newList, int newNumber) {
    list = newList;
    number = newNumber;
  }

  static void require(boolean right, String why) {
    if (!right) {
      throw new Rejection(why);
    }
  }

  /** Also no NaN, and no zero with a sign, which is another form of zero. */
  static void probability(double number) {
    require(Double.compare(number, 0) >= 0 && number <= 1, "its probability is none: " + number);
  }

  @Override
  public String toString() {
    return number < 0 ? list : list + "[" + number + "]";
  }
}
