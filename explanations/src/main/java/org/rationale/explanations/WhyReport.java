package org.rationale.explanations;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Views of the proofs of one fact; rounded as in {@link DecisionReport}. */
public final class WhyReport {

  private WhyReport() {}

  /** For a terminal of 96 columns. */
  public static String text(Proofs why) {
    return TextView.why(why);
  }

  /**
   * One object with {@code fact}, {@code probability}, {@code guarantee}, {@code evidence} (what
   * was observed) and {@code proofs}. Each proof has its {@code probability} (see {@link
   * Proofs.Proof}), its {@code leaves} and its {@code steps}, premises first. Terms are as in
   * N-Triples.
   */
  public static String json(Proofs why) {
    return JsonView.write(JsonView.why(why));
  }

  /** A Graphviz graph: facts are boxes, rule instances are ellipses. */
  public static String dot(Proofs why) {
    return DotView.write(why);
  }

  /** One file that loads nothing, runs nothing and prints well. */
  public static String html(Proofs why) {
    return WhyHtml.write(why);
  }

  /** The proofs for a terminal, and what separates the fact from another. */
  public static String text(Proofs why, Contrast contrast) {
    return TextView.why(why) + "\n" + ContrastView.text(contrast);
  }

  /** As {@link #json(Proofs)}, with the {@code contrast} as a further member. */
  public static String json(Proofs why, Contrast contrast) {
    ObjectNode node = JsonView.why(why);
    node.set("contrast", ContrastView.json(contrast));
    return JsonView.write(node);
  }

  /** As {@link #html(Proofs)}, and what separates the fact from another. */
  public static String html(Proofs why, Contrast contrast) {
    return WhyHtml.write(why, contrast);
  }
}
