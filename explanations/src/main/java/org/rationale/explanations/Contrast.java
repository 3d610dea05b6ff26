package org.rationale.explanations;

import java.util.List;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Valuation;

/**
 * Why one answer rather than another: what separates their best proofs, and what each uncertain
 * input does to the log-odds between them, {@code ln P(first) - ln P(second)}.
 *
 * <p>Let {@code φ(i, X)} be the Shapley value of input i for the probability of X, where inputs
 * that are not in a coalition are taken away (as in {@link org.rationale.reasoner.Contribution}),
 * and {@code P0(X) = P(X) - Σ φ(i, X)}, the probability without any of them: the prior. With {@code
 * l(x) = ln max(x, }{@value #LEAST}{@code )} the contribution of i to the log-odds is
 *
 * <pre>{@code φ(i, first) · k(first) - φ(i, second) · k(second)
 * k(X) = (l(P(X)) - l(P0(X))) / (P(X) - P0(X))}</pre>
 *
 * <p>(Ang's logarithmic mean Divisia decomposition, 2004, of each Shapley value.) The contributions
 * add up to the difference between the log-odds and those of the priors. What is rarer than {@value
 * #LEAST} counts as that rare, since a prior of 0 would be infinitely far away.
 *
 * @param first the answer that is explained
 * @param second what it is compared with
 * @param logOdds between them, given the evidence: above 0 if the first is likelier
 * @param priorLogOdds between their priors
 * @param grounds the inputs that move the log-odds, those that move it farthest first
 * @param onlyFirst what the best proof of the first takes as given and that of the second does not
 * @param onlySecond the other way round
 */
public record Contrast(
    Side first,
    Side second,
    double logOdds,
    double priorLogOdds,
    List<Ground> grounds,
    List<Proofs.Leaf> onlyFirst,
    List<Proofs.Leaf> onlySecond) {

  /** Probabilities below this count as this. */
  public static final double LEAST = 0.001;

  public Contrast {
    grounds = List.copyOf(grounds);
    onlyFirst = List.copyOf(onlyFirst);
    onlySecond = List.copyOf(onlySecond);
  }

  /**
   * One of the two answers.
   *
   * @param text for people
   * @param valuation its probability given the evidence
   * @param prior its probability without the uncertain inputs
   */
  public record Side(Triple statement, String text, Valuation valuation, double prior) {}

  /**
   * An uncertain input.
   *
   * @param text for people
   * @param toFirst its Shapley value for the probability of the first answer
   * @param toSecond and for that of the second
   * @param logOdds what it adds to the log-odds: above 0 if it speaks for the first
   * @param isExact whether it was not estimated from sampled orders
   */
  public record Ground(
      Triple statement,
      String text,
      double toFirst,
      double toSecond,
      double logOdds,
      boolean isExact) {}
}
