package org.rationale.reasoner;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.UncertainFact;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;
import org.rationale.rules.drl.DrlRules;

/**
 * Draws whole worlds: which uncertain facts hold and which substitutions of uncertain rules fire.
 * Each is closed under rules of both kinds over a background of what is certain, and nothing in it
 * is uncertain any more. Worlds without the evidence do not count (rejection).
 */
final class Sampling {

  private final FactBase data;
  private final RuleSet rules;
  private final Map<Triple, Boolean> evidence;
  private final Reading.Sampled sampled;
  private final Limits limits;

  Sampling(
      FactBase data,
      RuleSet rules,
      Map<Triple, Boolean> evidence,
      Reading.Sampled sampled,
      Limits limits) {
    this.data = data;
    this.rules = rules;
    this.evidence = evidence;
    this.sampled = sampled;
    this.limits = limits;
  }

  SampledFacts run(Optional<DrlRules> drl) {
    long start = System.nanoTime();
    SampledRules tossed = new SampledRules(rules, sampled.seed());
    Background background = Background.ofWorlds(tossed, data.certain(), limits);
    requireWhole(background.store());
    SampledFacts.Counting counting =
        new SampledFacts.Counting(
            background.store(),
            certain(background.store(), tossed),
            data.uncertain().stream().map(UncertainFact::statement).toList());
    Optional<Incompleteness> stopped = Optional.empty();
    try (JointFixpoint fixpoint = new JointFixpoint(background, drl)) {
      for (int world = 0; world < sampled.worlds() && stopped.isEmpty(); world++) {
        tossed.enter(world);
        ProofStore closed = fixpoint.close(tossed.facts(data.uncertain()));
        if (world == 0 || !isOver(closed.incompleteness())) {
          requireWhole(closed);
          if (isObserved(closed)) {
            counting.add(closed);
          } else {
            counting.skip();
          }
        }
        if (world + 1 < sampled.worlds()) {
          stopped = stopped(start, counting.worlds());
        }
      }
    }
    if (counting.counted() == 0) {
      throw new InvalidInputException(
          "evidence-not-met",
          "evidence",
          "in none of %d sampled worlds did all observations hold.".formatted(counting.worlds()),
          "Draw more worlds: evidence of probability p takes about 1/p for each that counts.");
    }
    return counting.facts(stopped);
  }

  /** Whether time ended a world, which then does not count. */
  private static boolean isOver(@Nullable Incompleteness cut) {
    return cut != null
        && (cut.limit() == Incompleteness.Limit.TIME
            || cut.limit() == Incompleteness.Limit.CANCELLED);
  }

  private Optional<Incompleteness> stopped(long start, int worlds) {
    String drawn = "%d of %d worlds were drawn.".formatted(worlds, sampled.worlds());
    if (limits.cancelled().getAsBoolean() || Thread.currentThread().isInterrupted()) {
      return Optional.of(
          new Incompleteness(
              Incompleteness.Limit.CANCELLED, "Sampling was cancelled when " + drawn));
    }
    return System.nanoTime() - start >= limits.time().toNanos()
        ? Optional.of(
            new Incompleteness(
                Incompleteness.Limit.TIME, "The limit of time was reached when " + drawn))
        : Optional.empty();
  }

  private static void requireWhole(ProofStore store) {
    Incompleteness cut = store.incompleteness();
    if (cut != null) {
      throw new InvalidInputException(
          "limit-in-sampled-world",
          "limits",
          "a world could not be closed, so nothing can be counted: " + cut.message(),
          "Raise the limit.");
    }
  }

  private boolean isObserved(ProofStore world) {
    return evidence.entrySet().stream()
        .allMatch(
            observed ->
                (world.facts().find(observed.getKey()) != FactTable.NONE) == observed.getValue());
  }

  /** What follows from certain facts by rules that always fire and look for no absence. */
  private Set<Triple> certain(ProofStore background, SampledRules tossed) {
    List<Rule> sure =
        rules.rules().stream()
            .filter(rule -> !tossed.haveCoins().test(rule))
            .filter(rule -> rule.body().stream().noneMatch(BodyElement.Negation.class::isInstance))
            .toList();
    boolean isAll =
        rules.rules().stream()
            .allMatch(rule -> tossed.haveCoins().test(rule) || sure.contains(rule));
    ProofStore store =
        isAll
            ? background
            : new Background(
                    new RuleSet(sure, rules.data(), rules.prefixes()), data.certain(), limits, 1)
                .store();
    Set<Triple> statements = new HashSet<>();
    FactTable facts = store.facts();
    for (int row = 0; row < facts.size(); row++) {
      if (!facts.isDead(row)) {
        statements.add(facts.triple(row));
      }
    }
    return statements;
  }
}
