package org.rationale.explanations;

/** Views of why a statement does not hold. Text is rounded and shortened; JSON is neither. */
public final class WhyNotReport {

  private WhyNotReport() {}

  /** For a terminal of 96 columns. */
  public static String text(WhyNot whyNot) {
    return ChangeView.whyNot(whyNot);
  }

  /**
   * One object with {@code fact}, its probability, {@code threshold} if one is wanted, {@code
   * holds}, {@code repairs} and {@code rules}, the nearest first.
   */
  public static String json(WhyNot whyNot) {
    return JsonView.write(ChangeJson.whyNot(whyNot));
  }

  /** One file that loads nothing, runs nothing and prints well; less is left out than in text. */
  public static String html(WhyNot whyNot) {
    return ChangeView.whyNotPage(whyNot);
  }
}
