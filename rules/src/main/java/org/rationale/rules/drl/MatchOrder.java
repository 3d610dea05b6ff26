package org.rationale.rules.drl;

import java.util.Comparator;

/** A total order of matches that does not depend on how they came about. */
enum MatchOrder implements Comparator<DrlMatch> {
  INSTANCE;

  private static final Comparator<DrlMatch> ORDER =
      Comparator.comparing((DrlMatch match) -> match.rule().id())
          .thenComparing(match -> match.conclusion().toString())
          .thenComparing(match -> match.premises().toString())
          .thenComparing(match -> match.bindings().toString());

  @Override
  public int compare(DrlMatch left, DrlMatch right) {
    return ORDER.compare(left, right);
  }
}
