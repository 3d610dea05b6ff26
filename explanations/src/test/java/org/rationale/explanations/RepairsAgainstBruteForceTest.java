package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.RDF;
import org.junit.jupiter.api.Test;
import org.rationale.kg.FactReader;
import org.rationale.kg.Probability;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Limits;
import org.rationale.rules.srl.SrlReader;

/** Repairs must be minimal, and every repair that trying all sets of changes finds among them. */
class RepairsAgainstBruteForceTest {

  private static final String NS = "http://e/";
  private static final String PREFIXES =
      "PREFIX : <" + NS + ">\nPREFIX rat: <https://w3id.org/rationale#>\n";
  private static final int ENTITIES = 3;

  private static RevisableProgram program(String data, String rules) {
    return new RevisableProgram(
        FactReader.readText(PREFIXES + data, RdfFormat.TURTLE, "data.ttl"),
        new SrlReader().readText(PREFIXES + rules, "rules.srl"),
        Optional.empty(),
        Map.of(),
        Limits.NONE,
        1,
        Optional.of(Set.of(iri("p0"), iri("c0"))));
  }

  private static Node iri(String name) {
    return NodeFactory.createURI(NS + name);
  }

  /** Base predicates end in 0; a rule concludes what it reads or what is above that. */
  private static String rules(Random random, boolean negation) {
    StringBuilder rules = new StringBuilder();
    int count = 2 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      int level = 1 + random.nextInt(2);
      rules.append("RULE :r%d { %s } WHERE { ".formatted(i, head(random, level)));
      rules.append("?x :p%d ".formatted(random.nextInt(level + 1)));
      rules.append(
          random.nextBoolean() ? "?y" : "?z . ?z :p%d ?y".formatted(random.nextInt(level + 1)));
      if (random.nextInt(3) == 0) {
        rules.append(" . ?x a :c%d".formatted(random.nextInt(level + 1)));
      }
      if (random.nextInt(6) == 0) {
        rules.append(" . FILTER(?x != ?y)");
      }
      if (negation && random.nextInt(2) == 0) {
        rules.append(
            random.nextBoolean()
                ? " . NOT { ?y a :c%d }".formatted(random.nextInt(level))
                : " . NOT { ?y :p%d ?w . ?w a :c%d }"
                    .formatted(random.nextInt(level), random.nextInt(level)));
      }
      rules.append(" }\n");
    }
    return rules.toString();
  }

  private static String head(Random random, int level) {
    return random.nextBoolean() ? "?x a :c%d".formatted(level) : "?x :p%d ?y".formatted(level);
  }

  private static String uncertainData(Random random) {
    StringBuilder data = new StringBuilder();
    int count = 2 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      data.append(
          "<< :e%d %s >> rat:probability 0.%d .\n"
              .formatted(
                  random.nextInt(ENTITIES),
                  random.nextInt(3) == 0 ? "a :c0" : ":p0 :e" + random.nextInt(ENTITIES),
                  1 + random.nextInt(9)));
    }
    return data.toString();
  }

  private static String data(Random random) {
    StringBuilder data = new StringBuilder();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      data.append(
          random.nextInt(3) == 0
              ? ":e%d a :c0 .\n".formatted(random.nextInt(ENTITIES))
              : ":e%d :p0 :e%d .\n".formatted(random.nextInt(ENTITIES), random.nextInt(ENTITIES)));
    }
    return data.toString();
  }

  private static Triple target(Random random) {
    int level = 1 + random.nextInt(2);
    Node subject = iri("e" + random.nextInt(ENTITIES));
    return random.nextBoolean()
        ? Triple.create(subject, RDF.type.asNode(), iri("c" + level))
        : Triple.create(subject, iri("p" + level), iri("e" + random.nextInt(ENTITIES)));
  }

  /** All changes with the entities and one term that nothing is known of. */
  private static List<Change> universe(RevisableProgram program) {
    List<Node> terms = new ArrayList<>();
    for (int i = 0; i < ENTITIES; i++) {
      terms.add(iri("e" + i));
    }
    terms.add(iri("unheard-of"));
    List<Change> changes = new ArrayList<>();
    for (Node subject : terms) {
      add(Triple.create(subject, RDF.type.asNode(), iri("c0")), program, changes);
      for (Node object : terms) {
        add(Triple.create(subject, iri("p0"), object), program, changes);
      }
    }
    return changes;
  }

  private static void add(Triple statement, RevisableProgram program, List<Change> changes) {
    if (program.graph().fact(statement).isEmpty()) {
      changes.add(new Change.Add(statement));
    } else if (program.graph().isCertain(statement)) {
      changes.add(new Change.Remove(statement));
    } else {
      changes.add(new Change.Believe(statement, Probability.ONE));
      changes.add(new Change.Believe(statement, Probability.ZERO));
    }
  }

  /** What is asked of one program. */
  private record Problem(RevisableProgram program, Triple target, WhyNot.Wanted wanted) {

    boolean solvedBy(Set<Change> changes) {
      if (changes.stream().map(Change::statement).distinct().count() < changes.size()) {
        return false;
      }
      double probability =
          program.after(List.copyOf(changes)).probability(target).probability().value();
      return switch (wanted) {
        case WhyNot.Wanted.Possible possible -> probability > 0;
        case WhyNot.Wanted.AtLeast(Probability threshold) -> probability >= threshold.value();
      };
    }
  }

  private static List<Set<Change>> minimal(Problem problem, int size) {
    List<Change> universe = universe(problem.program());
    List<Set<Change>> found = new ArrayList<>();
    List<Set<Change>> level = List.of(Set.of());
    for (int k = 1; k <= size; k++) {
      Set<Set<Change>> next = new LinkedHashSet<>();
      for (Set<Change> smaller : level) {
        for (Change change : universe) {
          Set<Change> larger = new HashSet<>(smaller);
          if (larger.add(change) && found.stream().noneMatch(larger::containsAll)) {
            next.add(larger);
          }
        }
      }
      List<Set<Change>> failing = new ArrayList<>();
      for (Set<Change> changes : next) {
        if (problem.solvedBy(changes)) {
          found.add(changes);
        } else {
          failing.add(changes);
        }
      }
      level = failing;
    }
    return found;
  }

  /** Whether terms for its variables make a repair a part of the changes. */
  private static boolean covers(
      List<Change> repair, int at, Set<Change> changes, Map<Node, Node> bound) {
    if (at == repair.size()) {
      return true;
    }
    for (Change change : changes) {
      Map<Node, Node> more = new HashMap<>(bound);
      if (change.getClass() == repair.get(at).getClass()
          && (!(change instanceof Change.Believe) || change.equals(repair.get(at)))
          && matches(repair.get(at).statement(), change.statement(), more)
          && covers(repair, at + 1, changes, more)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(Triple pattern, Triple fact, Map<Node, Node> bound) {
    return TriedRepair.matches(pattern.getSubject(), fact.getSubject(), bound)
        && TriedRepair.matches(pattern.getPredicate(), fact.getPredicate(), bound)
        && TriedRepair.matches(pattern.getObject(), fact.getObject(), bound);
  }

  private static void check(long seed, boolean negation, int size) {
    Random random = new Random(seed);
    String data = data(random);
    check(data, rules(random, negation), target(random), new WhyNot.Wanted.Possible(), size);
  }

  private static void checkThreshold(long seed, boolean negation, int size) {
    Random random = new Random(seed);
    String data = uncertainData(random);
    Probability threshold = new Probability((1 + random.nextInt(9)) / 10.0);
    check(
        data, rules(random, negation), target(random), new WhyNot.Wanted.AtLeast(threshold), size);
  }

  private static void check(
      String data, String rules, Triple target, WhyNot.Wanted wanted, int size) {
    Problem problem = new Problem(program(data, rules), target, wanted);
    if (problem.solvedBy(Set.of())) {
      return;
    }
    WhyNot whyNot = Explainer.whyNot(problem.program(), target, new WhyNot.Options(wanted, size));
    String context = "%s %s in\n%s%s".formatted(target, wanted, data, rules);
    assertThat(whyNot.complete()).as(context).isEqualTo(size);
    for (WhyNot.Repair repair : whyNot.repairs()) {
      Set<Change> changes = TriedRepair.changes(repair, name -> iri("some-" + name));
      assertThat(changes).as(context).hasSizeLessThanOrEqualTo(size);
      assertThat(problem.solvedBy(changes)).as("%s is a repair; %s", changes, context).isTrue();
      for (Set<Change> part : properParts(changes)) {
        assertThat(problem.solvedBy(part)).as("%s is enough; %s", part, context).isFalse();
      }
    }
    for (Set<Change> changes : minimal(problem, size)) {
      assertThat(whyNot.repairs())
          .as("%s; %s", changes, context)
          .anyMatch(
              repair ->
                  covers(
                      repair.changes().stream().map(WhyNot.ChangeText::change).toList(),
                      0,
                      changes,
                      Map.of()));
    }
  }

  private static List<Set<Change>> properParts(Set<Change> changes) {
    List<Change> all = List.copyOf(changes);
    List<Set<Change>> parts = new ArrayList<>();
    for (int bits = 0; bits < (1 << all.size()) - 1; bits++) {
      Set<Change> part = new LinkedHashSet<>();
      for (int i = 0; i < all.size(); i++) {
        if ((bits >> i & 1) == 1) {
          part.add(all.get(i));
        }
      }
      parts.add(part);
    }
    return parts;
  }

  @Test
  void repairsOfPositiveProgramsAreTheMinimalSetsOfChanges() {
    for (int seed = 0; seed < Integer.getInteger("programs", 30); seed++) {
      check(seed, false, 2);
    }
  }

  @Test
  void repairsOfStratifiedProgramsAreTheMinimalSetsOfChanges() {
    for (int seed = 0; seed < Integer.getInteger("programs", 30); seed++) {
      check(1_000_000 + seed, true, 2);
    }
  }

  @Test
  void repairsOfThreeChangesAreFoundAsWell() {
    for (int seed = 0; seed < Integer.getInteger("programs", 30) / 10; seed++) {
      check(2_000_000 + seed, true, 3);
    }
  }

  @Test
  void repairsThatReachAProbabilityAreTheMinimalSetsOfChanges() {
    for (int seed = 0; seed < Integer.getInteger("programs", 30) / 2; seed++) {
      checkThreshold(3_000_000 + seed, false, 2);
      checkThreshold(4_000_000 + seed, true, 2);
    }
  }
}
