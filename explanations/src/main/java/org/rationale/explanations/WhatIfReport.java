package org.rationale.explanations;

/**
 * Views of what changes would make of the facts. Text is rounded and shortened; JSON is neither.
 */
public final class WhatIfReport {

  private WhatIfReport() {}

  /** For a terminal of 96 columns. */
  public static String text(WhatIf whatIf) {
    return ChangeView.whatIf(whatIf);
  }

  /**
   * One object with {@code fact}, {@code before} and {@code after}, {@code changes}, {@code
   * gained}, {@code lost}, {@code moved} and {@code steps}.
   */
  public static String json(WhatIf whatIf) {
    return JsonView.write(ChangeJson.whatIf(whatIf));
  }

  /** For a terminal of 96 columns: what becomes of each question, then of the facts. */
  public static String text(DecisionWhatIf whatIf) {
    return ChangeView.whatIf(whatIf);
  }

  /** As {@link #json(WhatIf)}, with {@code outcomes} in place of one fact. */
  public static String json(DecisionWhatIf whatIf) {
    return JsonView.write(ChangeJson.whatIf(whatIf));
  }

  /** One file that loads nothing, runs nothing and prints well; less is left out than in text. */
  public static String html(WhatIf whatIf) {
    return ChangeView.whatIfPage(whatIf);
  }

  /** One file that loads nothing, runs nothing and prints well; less is left out than in text. */
  public static String html(DecisionWhatIf whatIf) {
    return ChangeView.whatIfPage(whatIf);
  }
}
