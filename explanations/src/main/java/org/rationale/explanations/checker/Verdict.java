package org.rationale.explanations.checker;

import java.util.List;

/** What a checker makes of a file. */
public sealed interface Verdict {

  /**
   * All that can be checked is right.
   *
   * @param checked what was, one line each
   * @param trusted what the file says and nothing in it can show, one line each
   */
  record Accepted(List<String> checked, List<String> trusted) implements Verdict {}

  /**
   * Something is wrong.
   *
   * @param element what: {@code steps[3]}
   */
  record Rejected(String element, String why) implements Verdict {}

  /** It is no file that the checker knows, or too large a one. */
  record Unreadable(String why) implements Verdict {}
}
