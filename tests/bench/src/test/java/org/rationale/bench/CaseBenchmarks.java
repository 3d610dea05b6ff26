package org.rationale.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.rationale.datasets.BundledPacks;
import org.rationale.perception.Perception;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Ours;
import org.rationale.reasoner.Reasoner;
import org.rationale.rules.drl.Statement;

/**
 * How many cases of the respiratory pack one thread closes and decides in a second, perception
 * excluded.
 *
 * @param rounds how often each side is timed; each time has cases of its own
 */
record CaseBenchmarks(int rounds) {

  private static final int CASES = 1_000;
  private static final int WARM_UPS = 4;

  /** Facts and SRL and DRL rules to the joint fixpoint, against the DRL rules alone in Drools. */
  Report jointFixpoint() {
    Path pack = BundledPacks.folder("respiratory");
    try (Reasoner reasoner = Reasoner.open(pack)) {
      VariedCases cases = new VariedCases(reasoner);
      Map<String, String> prefixes =
          reasoner
              .decide(cases.examples().getFirst().given(), Perception.of(List.of()))
              .proofGraph()
              .prefixes();
      List<Path> files =
          Stream.of("scores", "advice")
              .map(name -> pack.resolve("rules/" + name + ".drl"))
              .toList();
      try (PlainDrools drools = new PlainDrools(files, prefixes)) {
        VariedCases.Perceived empty =
            new VariedCases.Perceived(cases.examples().getFirst().given(), List.of());
        Node subject = NodeFactory.createURI(empty.given().subject());
        drools.share(
            close(reasoner, empty).givenToDrl().stream()
                .filter(fact -> !fact.getSubject().equals(subject))
                .toList());
        requireAgreement(reasoner, drools, cases);
        Samples.Pair pair =
            race(
                cases,
                perceived -> close(reasoner, perceived),
                batch -> batch.stream().map(perceived -> own(reasoner, drools, perceived)).toList(),
                drools::run);
        return report(
            "joint-fixpoint",
            pair,
            "facts, SRL and DRL to the joint fixpoint, derivations recorded",
            "Drools 10.2.0 with the DRL rules alone, all facts taken for true, one kept session",
            5_000);
      }
    }
  }

  /** The same and every answer's exact probability, against the fixpoint alone. */
  Report decisions() {
    try (Reasoner reasoner = Reasoner.open(BundledPacks.folder("respiratory"))) {
      VariedCases cases = new VariedCases(reasoner);
      Samples.Pair pair =
          race(
              cases,
              perceived -> decide(reasoner, perceived),
              batch -> batch,
              perceived -> close(reasoner, perceived));
      return report(
          "decisions",
          pair,
          "decisions with exact probabilities and validated percepts",
          "the joint fixpoint alone",
          1_000);
    }
  }

  private static Ours close(Reasoner reasoner, VariedCases.Perceived perceived) {
    return Ours.close(reasoner, perceived.given(), perceived.percepts());
  }

  private static Decision decide(Reasoner reasoner, VariedCases.Perceived perceived) {
    return reasoner.decide(perceived.given(), Perception.of(perceived.percepts()));
  }

  /** What SRL rules conclude counts among the facts that Drools is given. */
  private static List<Statement> own(
      Reasoner reasoner, PlainDrools drools, VariedCases.Perceived perceived) {
    Node subject = NodeFactory.createURI(perceived.given().subject());
    return drools.statements(
        close(reasoner, perceived).givenToDrl(),
        fact -> drools.sees(fact) && fact.getSubject().equals(subject));
  }

  /** Whatever Drools concludes must be among what may hold. */
  private static void requireAgreement(Reasoner reasoner, PlainDrools drools, VariedCases cases) {
    int concluded = 0;
    for (VariedCases.Perceived perceived : cases.vary(100, 1)) {
      List<Statement> given = own(reasoner, drools, perceived);
      String subject = perceived.given().subject();
      List<Triple> ours = close(reasoner, perceived).statements();
      Set<Statement> mayHold =
          new HashSet<>(
              drools.statements(ours, fact -> fact.getSubject().toString().equals(subject)));
      for (Statement statement : drools.conclusions(given)) {
        if (statement.subject().equals(subject) && !given.contains(statement)) {
          concluded++;
          if (!mayHold.contains(statement)) {
            throw new IllegalStateException(
                "Drools concludes (%s), which we do not.".formatted(statement));
          }
        }
      }
    }
    if (concluded < 500) {
      throw new IllegalStateException("Drools concludes only (%d) facts.".formatted(concluded));
    }
  }

  private <T> Samples.Pair race(
      VariedCases cases,
      Consumer<VariedCases.Perceived> ours,
      Function<List<VariedCases.Perceived>, List<T>> prepared,
      Consumer<T> other) {
    List<List<VariedCases.Perceived>> batches = new ArrayList<>();
    List<List<T>> otherBatches = new ArrayList<>();
    for (int i = 0; i < WARM_UPS + rounds; i++) {
      batches.add(cases.vary(CASES, i));
      otherBatches.add(prepared.apply(batches.getLast()));
    }
    return Samples.race(WARM_UPS, rounds, each(batches, ours), each(otherBatches, other));
  }

  /** Each call has the next batch. */
  private static <T> Supplier<AutoCloseable> each(List<List<T>> batches, Consumer<T> task) {
    int[] next = new int[1];
    return () -> {
      batches.get(next[0]++).forEach(task);
      return () -> {};
    };
  }

  private static Report report(String name, Samples.Pair pair, String ours, String other, int aim) {
    Map<String, Object> mine = side(pair.ours(), ours);
    double perSecond = CASES * 1e3 / pair.ours().median();
    return new Report(
        name,
        mine,
        side(pair.other(), other),
        pair.share(),
        "at least %d cases a second; the ratio is our time to the other's".formatted(aim),
        perSecond >= aim);
  }

  private static Map<String, Object> side(Samples samples, String name) {
    Map<String, Object> side = samples.describe(name);
    side.put("cases", CASES);
    side.put("casesPerSecond", Samples.rounded(CASES * 1e3 / samples.median()));
    return side;
  }
}
