package org.rationale.tests;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.rationale.explanations.certificate.Certificate;
import org.rationale.explanations.certificate.Certificate.Claim;
import org.rationale.explanations.certificate.Certificate.Element;
import org.rationale.explanations.certificate.Certificate.Fact;
import org.rationale.explanations.certificate.Certificate.Filter;
import org.rationale.explanations.certificate.Certificate.Outcome;
import org.rationale.explanations.certificate.Certificate.Pattern;
import org.rationale.explanations.certificate.Certificate.Rule;
import org.rationale.explanations.certificate.Certificate.Source;
import org.rationale.explanations.certificate.Certificate.Step;

/**
 * Changes to a certificate after each of which it says something that is not so. What a certificate
 * only asserts is left alone where no claim rests on it: another name for a person, a source or a
 * rule that concludes nothing here makes another certificate, not a wrong one.
 */
final class CertificateMutations {

  /** One kind of change; empty where the certificate has no place for it. */
  interface Mutation {
    Optional<Certificate> of(Certificate certificate, Random random);
  }

  static final List<Mutation> ALL =
      List.of(
          CertificateMutations::number,
          CertificateMutations::probability,
          CertificateMutations::certainty,
          CertificateMutations::term,
          CertificateMutations::swappedFacts,
          CertificateMutations::unsourced,
          CertificateMutations::layer,
          CertificateMutations::droppedStep,
          CertificateMutations::doubledStep,
          CertificateMutations::movedStep,
          CertificateMutations::premise,
          CertificateMutations::conclusion,
          CertificateMutations::substitution,
          CertificateMutations::ruleOfStep,
          CertificateMutations::absence,
          CertificateMutations::atom,
          CertificateMutations::droppedAtom,
          CertificateMutations::filter,
          CertificateMutations::head,
          CertificateMutations::droppedRule,
          CertificateMutations::scope,
          CertificateMutations::edge,
          CertificateMutations::decided,
          CertificateMutations::root,
          CertificateMutations::hash,
          CertificateMutations::model,
          CertificateMutations::rank,
          CertificateMutations::choice);

  private CertificateMutations() {}

  /** The record with another value for one of its components. */
  static <R extends Record> R with(R record, String name, Object value) {
    try {
      RecordComponent[] components = record.getClass().getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] =
            components[i].getName().equals(name)
                ? value
                : components[i].getAccessor().invoke(record);
      }
      @SuppressWarnings("unchecked") // The class of a value of R makes values of R.
      Class<R> type = (Class<R>) record.getClass();
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> List<T> replaced(List<T> list, int at, T value) {
    List<T> changed = new ArrayList<>(list);
    changed.set(at, value);
    return changed;
  }

  private static <T> List<T> without(List<T> list, int at) {
    List<T> changed = new ArrayList<>(list);
    changed.remove(at);
    return changed;
  }

  private static <T> List<T> swapped(List<T> list, int a, int b) {
    return replaced(replaced(list, a, list.get(b)), b, list.get(a));
  }

  private static Optional<Certificate> fact(Certificate c, int at, Fact fact) {
    return Optional.of(with(c, "facts", replaced(c.facts(), at, fact)));
  }

  private static Optional<Certificate> step(Certificate c, int at, Step step) {
    return Optional.of(with(c, "steps", replaced(c.steps(), at, step)));
  }

  /** Another number below a bound than the one that is there. */
  private static int other(int than, int bound, Random random) {
    int number = random.nextInt(bound - 1);
    return number < than ? number : number + 1;
  }

  /** A step whose rule the checker sees, if there is any. */
  private static Optional<Integer> anyStep(Certificate c, Random random) {
    int[] seen =
        IntStream.range(0, c.steps().size())
            .filter(i -> !c.rules().get(c.steps().get(i).rule()).hosted())
            .toArray();
    return seen.length == 0 ? Optional.empty() : Optional.of(seen[random.nextInt(seen.length)]);
  }

  /** A fact that such a step uses or concludes. */
  private static Optional<Integer> usedFact(Certificate c, Random random) {
    return anyStep(c, random)
        .map(
            at -> {
              Step step = c.steps().get(at);
              int which = random.nextInt(step.premises().size() + 1);
              return which == 0 ? step.conclusion() : step.premises().get(which - 1);
            });
  }

  private static Optional<Certificate> number(Certificate c, Random random) {
    if (c.claims().isEmpty()) {
      return Optional.empty();
    }
    int at = random.nextInt(c.claims().size());
    Claim claim = c.claims().get(at);
    double by = Math.pow(10, -8.5 + 8 * random.nextDouble());
    double p = claim.probability() + (claim.probability() > 0.5 ? -by : by);
    Claim changed = with(with(with(claim, "probability", p), "lower", p), "upper", p);
    return Optional.of(with(c, "claims", replaced(c.claims(), at, changed)));
  }

  /** A weight that matters: with it the diagrams give other numbers. */
  private static Optional<Certificate> probability(Certificate c, Random random) {
    int at = random.nextInt(c.facts().size() + c.rules().size());
    Certificate changed;
    if (at < c.facts().size()) {
      Fact fact = c.facts().get(at);
      if (fact.sources().isEmpty() || fact.sources().getFirst().variable() < 0) {
        return Optional.empty();
      }
      Source source = with(fact.sources().getFirst(), "probability", random.nextDouble());
      changed =
          fact(c, at, with(fact, "sources", replaced(fact.sources(), 0, source))).orElseThrow();
    } else {
      int number = at - c.facts().size();
      Rule rule = c.rules().get(number);
      if (rule.probability() == 1) {
        return Optional.empty();
      }
      Rule other = with(rule, "probability", random.nextDouble());
      changed = with(c, "rules", replaced(c.rules(), number, other));
    }
    double[] before = DiagramTwin.probabilities(c);
    double[] after = DiagramTwin.probabilities(changed);
    boolean differs =
        IntStream.range(0, before.length).anyMatch(i -> Math.abs(before[i] - after[i]) > 1e-8);
    return differs ? Optional.of(changed) : Optional.empty();
  }

  /** What was certain is stated with a probability, though no variable says so. */
  private static Optional<Certificate> certainty(Certificate c, Random random) {
    int at = random.nextInt(c.facts().size());
    Fact fact = c.facts().get(at);
    if (fact.sources().isEmpty() || fact.sources().getFirst().variable() >= 0) {
      return Optional.empty();
    }
    Source source = with(fact.sources().getFirst(), "probability", 0.5);
    return fact(c, at, with(fact, "sources", replaced(fact.sources(), 0, source)));
  }

  private static Optional<Certificate> term(Certificate c, Random random) {
    return usedFact(c, random)
        .flatMap(
            at -> {
              Fact fact = c.facts().get(at);
              int terms = c.terms().size();
              return fact(
                  c,
                  at,
                  switch (random.nextInt(3)) {
                    case 0 -> with(fact, "s", other(fact.s(), terms, random));
                    case 1 -> with(fact, "p", other(fact.p(), terms, random));
                    default -> with(fact, "o", other(fact.o(), terms, random));
                  });
            });
  }

  private static Optional<Certificate> swappedFacts(Certificate c, Random random) {
    return usedFact(c, random)
        .filter(at -> c.facts().size() > 1)
        .map(at -> with(c, "facts", swapped(c.facts(), at, other(at, c.facts().size(), random))));
  }

  private static Optional<Certificate> unsourced(Certificate c, Random random) {
    return usedFact(c, random)
        .filter(at -> !c.facts().get(at).sources().isEmpty())
        .filter(at -> c.steps().stream().noneMatch(step -> step.conclusion() == at))
        .flatMap(at -> fact(c, at, with(c.facts().get(at), "sources", List.of())));
  }

  private static Optional<Certificate> layer(Certificate c, Random random) {
    return anyStep(c, random)
        .map(at -> c.steps().get(at).conclusion())
        .flatMap(at -> fact(c, at, with(c.facts().get(at), "layer", -1)));
  }

  private static Optional<Certificate> droppedStep(Certificate c, Random random) {
    return anyStep(c, random).map(at -> with(c, "steps", without(c.steps(), at)));
  }

  private static Optional<Certificate> doubledStep(Certificate c, Random random) {
    return anyStep(c, random)
        .map(
            at -> {
              List<Step> steps = new ArrayList<>(c.steps());
              steps.add(at, steps.get(at));
              return with(c, "steps", steps);
            });
  }

  private static Optional<Certificate> movedStep(Certificate c, Random random) {
    return anyStep(c, random)
        .filter(at -> c.steps().size() > 1)
        .map(at -> with(c, "steps", swapped(c.steps(), at, other(at, c.steps().size(), random))));
  }

  private static Optional<Certificate> premise(Certificate c, Random random) {
    return anyStep(c, random)
        .filter(at -> !c.steps().get(at).premises().isEmpty() && c.facts().size() > 1)
        .flatMap(
            at -> {
              Step step = c.steps().get(at);
              int which = random.nextInt(step.premises().size());
              int fact = other(step.premises().get(which), c.facts().size(), random);
              return step(c, at, with(step, "premises", replaced(step.premises(), which, fact)));
            });
  }

  private static Optional<Certificate> conclusion(Certificate c, Random random) {
    return anyStep(c, random)
        .filter(at -> c.facts().size() > 1)
        .flatMap(
            at -> {
              Step step = c.steps().get(at);
              int fact = other(step.conclusion(), c.facts().size(), random);
              return step(c, at, with(step, "conclusion", fact));
            });
  }

  private static Optional<Certificate> substitution(Certificate c, Random random) {
    return anyStep(c, random)
        .filter(at -> !c.steps().get(at).substitution().isEmpty())
        .flatMap(
            at -> {
              Step step = c.steps().get(at);
              int which = random.nextInt(step.substitution().size());
              int term = other(step.substitution().get(which), c.terms().size(), random);
              return step(
                  c, at, with(step, "substitution", replaced(step.substitution(), which, term)));
            });
  }

  private static Optional<Certificate> ruleOfStep(Certificate c, Random random) {
    return anyStep(c, random)
        .flatMap(
            at -> {
              Step step = c.steps().get(at);
              int rule = other(step.rule(), c.rules().size(), random);
              return c.rules().get(rule).hosted()
                  ? Optional.empty()
                  : step(c, at, with(step, "rule", rule));
            });
  }

  private static Optional<Certificate> absence(Certificate c, Random random) {
    return anyStep(c, random)
        .filter(at -> !c.steps().get(at).absent().isEmpty())
        .flatMap(
            at -> {
              Step step = c.steps().get(at);
              int which = random.nextInt(step.absent().size());
              List<List<Integer>> sets = step.absent().get(which);
              List<List<Integer>> changed =
                  sets.isEmpty() || random.nextBoolean()
                      ? added(sets, List.of(random.nextInt(c.facts().size())))
                      : without(sets, random.nextInt(sets.size()));
              return step(c, at, with(step, "absent", replaced(step.absent(), which, changed)));
            });
  }

  private static <T> List<T> added(List<T> list, T value) {
    List<T> changed = new ArrayList<>(list);
    changed.add(value);
    return changed;
  }

  /** A constant of a rule that was used is another one. */
  private static Optional<Certificate> atom(Certificate c, Random random) {
    return anyStep(c, random)
        .flatMap(
            at -> {
              int number = c.steps().get(at).rule();
              Rule rule = c.rules().get(number);
              int element = random.nextInt(rule.body().size());
              if (!(rule.body().get(element) instanceof Pattern pattern)) {
                return Optional.empty();
              }
              int which = random.nextInt(3);
              if (!(pattern.terms().get(which) instanceof Integer term)) {
                return Optional.empty();
              }
              Object other = other(term, c.terms().size(), random);
              Element changed = new Pattern(replaced(pattern.terms(), which, other));
              return rule(c, number, with(rule, "body", replaced(rule.body(), element, changed)));
            });
  }

  private static Optional<Certificate> rule(Certificate c, int number, Rule rule) {
    return Optional.of(with(c, "rules", replaced(c.rules(), number, rule)));
  }

  private static Optional<Certificate> droppedAtom(Certificate c, Random random) {
    return anyStep(c, random)
        .flatMap(
            at -> {
              int number = c.steps().get(at).rule();
              Rule rule = c.rules().get(number);
              int element = random.nextInt(rule.body().size());
              return rule.body().get(element) instanceof Filter
                  ? Optional.empty()
                  : rule(c, number, with(rule, "body", without(rule.body(), element)));
            });
  }

  private static Optional<Certificate> filter(Certificate c, Random random) {
    return anyStep(c, random)
        .flatMap(
            at -> {
              int number = c.steps().get(at).rule();
              Rule rule = c.rules().get(number);
              int[] filters =
                  IntStream.range(0, rule.body().size())
                      .filter(i -> rule.body().get(i) instanceof Filter)
                      .toArray();
              if (filters.length == 0) {
                return Optional.empty();
              }
              int element = filters[random.nextInt(filters.length)];
              Object expression = ((Filter) rule.body().get(element)).expression();
              Element negated = new Filter(List.of("!", expression));
              return rule(c, number, with(rule, "body", replaced(rule.body(), element, negated)));
            });
  }

  private static Optional<Certificate> head(Certificate c, Random random) {
    return anyStep(c, random)
        .flatMap(
            at -> {
              int number = c.steps().get(at).rule();
              Rule rule = c.rules().get(number);
              if (rule.head().size() > 1
                  || !(rule.head().getFirst().get(1) instanceof Integer predicate)) {
                return Optional.empty();
              }
              Object other = other(predicate, c.terms().size(), random);
              List<Object> template = replaced(rule.head().getFirst(), 1, other);
              return rule(c, number, with(rule, "head", List.of(template)));
            });
  }

  /** All that follows has other numbers then. */
  private static Optional<Certificate> droppedRule(Certificate c, Random random) {
    return anyStep(c, random)
        .filter(at -> c.steps().get(at).rule() < c.rules().size())
        .map(at -> with(c, "rules", without(c.rules(), c.steps().get(at).rule())));
  }

  private static Optional<Certificate> scope(Certificate c, Random random) {
    return Optional.of(with(c, "scope", without(c.scope(), random.nextInt(c.scope().size()))));
  }

  private static Optional<Certificate> edge(Certificate c, Random random) {
    if (c.nodes().isEmpty()) {
      return Optional.empty();
    }
    int at = random.nextInt(c.nodes().size());
    List<Integer> node = c.nodes().get(at);
    List<Integer> changed;
    if (random.nextBoolean()) {
      changed = swapped(node, 1, 2);
    } else {
      int side = 1 + random.nextInt(2);
      changed = replaced(node, side, other(node.get(side), c.nodes().size() + 2, random));
    }
    return Optional.of(with(c, "nodes", replaced(c.nodes(), at, changed)));
  }

  private static Optional<Certificate> decided(Certificate c, Random random) {
    if (c.nodes().isEmpty() || c.places().size() < 2) {
      return Optional.empty();
    }
    int at = random.nextInt(c.nodes().size());
    List<Integer> node = c.nodes().get(at);
    int variable = other(node.getFirst(), c.places().size(), random);
    return Optional.of(with(c, "nodes", replaced(c.nodes(), at, replaced(node, 0, variable))));
  }

  private static Optional<Certificate> root(Certificate c, Random random) {
    if (c.claims().isEmpty()) {
      return Optional.empty();
    }
    int at = random.nextInt(c.claims().size());
    Claim claim = c.claims().get(at);
    Claim changed = with(claim, "both", other(claim.both(), c.nodes().size() + 2, random));
    return Optional.of(with(c, "claims", replaced(c.claims(), at, changed)));
  }

  private static Optional<Certificate> hash(Certificate c, Random random) {
    TreeMap<String, String> files = new TreeMap<>(c.identity().files());
    String name = List.copyOf(files.keySet()).get(random.nextInt(files.size()));
    switch (random.nextInt(3)) {
      case 0 -> files.put(name, new StringBuilder(files.get(name)).reverse() + "0");
      case 1 -> files.remove(name);
      default -> files.put(name + "x", files.remove(name));
    }
    return Optional.of(with(c, "identity", with(c.identity(), "files", files)));
  }

  private static Optional<Certificate> model(Certificate c, Random random) {
    if (c.percepts().isEmpty()) {
      return Optional.empty();
    }
    int at = random.nextInt(c.percepts().size());
    Certificate.Percept percept = c.percepts().get(at);
    Certificate.Percept changed = with(percept, "modelSha256", percept.modelSha256() + "0");
    return Optional.of(with(c, "percepts", replaced(c.percepts(), at, changed)));
  }

  private static Optional<Certificate> rank(Certificate c, Random random) {
    int at = random.nextInt(c.outcomes().size());
    Outcome outcome = c.outcomes().get(at);
    List<Integer> candidates = outcome.candidates();
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    int which = random.nextInt(candidates.size());
    List<Integer> changed =
        candidates.size() > 1 && random.nextBoolean()
            ? swapped(candidates, which, other(which, candidates.size(), random))
            : without(candidates, which);
    return Optional.of(
        with(c, "outcomes", replaced(c.outcomes(), at, with(outcome, "candidates", changed))));
  }

  private static Optional<Certificate> choice(Certificate c, Random random) {
    int at = random.nextInt(c.outcomes().size());
    Outcome outcome = c.outcomes().get(at);
    Set<Integer> rest = new HashSet<>(outcome.candidates());
    outcome.chosen().forEach(rest::remove);
    Outcome changed =
        switch (random.nextInt(3)) {
          case 0 -> with(outcome, "abstained", !outcome.abstained());
          case 1 ->
              outcome.chosen().isEmpty()
                  ? outcome
                  : with(outcome, "chosen", without(outcome.chosen(), 0));
          default ->
              rest.isEmpty()
                  ? outcome
                  : with(outcome, "chosen", added(outcome.chosen(), rest.iterator().next()));
        };
    return changed.equals(outcome)
        ? Optional.empty()
        : Optional.of(with(c, "outcomes", replaced(c.outcomes(), at, changed)));
  }

  /** The claimed probabilities, from the diagrams alone. */
  private static final class DiagramTwin {

    static double[] probabilities(Certificate c) {
      double[] weights = new double[c.places().size()];
      int[][] groups = new int[weights.length][];
      for (int i = 0; i < c.facts().size(); i++) {
        for (Source source : c.facts().get(i).sources()) {
          if (source.variable() >= 0) {
            weights[source.variable()] = source.probability();
            groups[source.variable()] = new int[] {source.choice(), 0};
          }
        }
      }
      for (Step step : c.steps()) {
        if (step.variable() >= 0) {
          Rule rule = c.rules().get(step.rule());
          weights[step.variable()] = rule.probability();
          groups[step.variable()] = new int[] {rule.choice(), 1 + step.substitution().hashCode()};
        }
      }
      double[] nodes = new double[c.nodes().size() + 2];
      nodes[1] = 1;
      for (int i = 2; i < nodes.length; i++) {
        List<Integer> node = c.nodes().get(i - 2);
        int variable = node.getFirst();
        double left = 1;
        for (int k = 0; k < weights.length; k++) {
          boolean earlier =
              groups[variable][0] >= 0
                  && Arrays.equals(groups[k], groups[variable])
                  && c.places().get(k) < c.places().get(variable);
          left -= earlier ? weights[k] : 0;
        }
        double chance = Math.clamp(weights[variable] / left, 0, 1);
        nodes[i] = (1 - chance) * nodes[node.get(1)] + chance * nodes[node.get(2)];
      }
      return c.claims().stream()
          .filter(claim -> claim.both() >= 0)
          .mapToDouble(claim -> nodes[claim.both()] / nodes[claim.given()])
          .toArray();
    }
  }
}
