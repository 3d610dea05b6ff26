package org.rationale.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.RDF;

/** Random programs, small enough for the naive reference. */
final class RandomWorkload {

  private static final int LEVELS = 3;
  private static final int ENTITIES = 4;

  private final RandomGenerator random;

  /** Comes before every name, so that programs can be put together. */
  private final String prefix;

  private RandomWorkload(RandomGenerator random, String prefix) {
    this.random = random;
    this.prefix = prefix;
  }

  /** Patterns and nothing else: joins, constants, repeated variables, recursion of any kind. */
  static Workload positive(RandomGenerator random, String prefix) {
    RandomWorkload maker = new RandomWorkload(random, prefix);
    List<String> rules = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      rules.add(maker.positiveRule(i));
    }
    return Workload.of(maker.facts(), String.join("\n", rules));
  }

  /** Also negation, filters, assignments and rules that read data only. */
  static Workload any(RandomGenerator random) {
    RandomWorkload maker = new RandomWorkload(random, "");
    List<String> rules = new ArrayList<>();
    int count = 2 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      rules.add(maker.layeredRule(i));
    }
    return Workload.of(maker.facts(), String.join("\n", rules));
  }

  private List<Triple> facts() {
    List<Triple> facts = new ArrayList<>();
    int count = 8 + random.nextInt(16);
    for (int i = 0; i < count; i++) {
      Node subject = Workload.iri(entity());
      facts.add(
          switch (random.nextInt(6)) {
            case 0 -> Triple.create(subject, RDF.type.asNode(), Workload.iri(named("c", LEVELS)));
            case 1 ->
                Triple.create(
                    subject,
                    Workload.iri(prefix + "n"),
                    NodeFactory.createLiteralDT("" + random.nextInt(4), XSDDatatype.XSDinteger));
            default ->
                Triple.create(subject, Workload.iri(named("p", LEVELS)), Workload.iri(entity()));
          });
    }
    return facts.stream().distinct().toList();
  }

  private String entity() {
    return named("e", ENTITIES);
  }

  private String named(String kind, int bound) {
    return prefix + kind + random.nextInt(bound);
  }

  // Positive rules.

  private String positiveRule(int number) {
    int atoms = 1 + random.nextInt(3);
    List<String> variables = List.of("?x", "?y", "?z", "?w").subList(0, 1 + atoms);
    List<String> body = new ArrayList<>();
    for (int i = 0; i < atoms; i++) {
      // Each atom takes up a variable that is there already, or joins would be rare.
      body.add(atom(variables.get(i), random.nextBoolean() ? variables.get(i + 1) : "?x"));
    }
    List<String> used = variables.stream().filter(v -> String.join(" ", body).contains(v)).toList();
    List<String> head = new ArrayList<>();
    int templates = 1 + random.nextInt(4) / 3;
    for (int i = 0; i < templates; i++) {
      head.add(headAtom(used));
    }
    return "RULE :%sr%d { %s } WHERE { %s }"
        .formatted(prefix, number, String.join(" . ", head), String.join(" . ", body));
  }

  private String atom(String subject, String object) {
    return switch (random.nextInt(8)) {
      case 0, 1 -> "%s a :%s".formatted(subject, named("c", LEVELS));
      case 2 -> "%s :%s :%s".formatted(subject, named("p", LEVELS), entity());
      case 3 -> "%s :%s %s".formatted(object, named("p", LEVELS), subject);
      default -> "%s :%s %s".formatted(subject, named("p", LEVELS), object);
    };
  }

  private String headAtom(List<String> variables) {
    String subject = variables.get(random.nextInt(variables.size()));
    String object = variables.get(random.nextInt(variables.size()));
    return switch (random.nextInt(6)) {
      case 0, 1 -> "%s a :%s".formatted(subject, named("c", LEVELS));
      case 2 -> "%s :%s :%s".formatted(subject, named("p", LEVELS), entity());
      default -> "%s :%s %s".formatted(subject, named("p", LEVELS), object);
    };
  }

  // Rules in layers: what is negated is of a lower level.

  private String layeredRule(int number) {
    int level = random.nextInt(LEVELS);
    int upTo = level + 1;
    List<String> body = new ArrayList<>();
    body.add("?x :%s ?y".formatted(named("p", upTo)));
    if (random.nextInt(3) == 0) {
      body.add("?y :%s ?z".formatted(named("p", upTo)));
    }
    if (random.nextInt(3) == 0) {
      body.add("?%s a :%s".formatted(random.nextBoolean() ? "x" : "y", named("c", upTo)));
    }
    if (random.nextInt(5) == 0) {
      body.add("FILTER(?x != ?y)");
    }
    String head =
        random.nextBoolean()
            ? "?%s a :%sc%d".formatted(random.nextBoolean() ? "x" : "y", prefix, level)
            : "?y :%sp%d ?x".formatted(prefix, level);
    switch (random.nextInt(6)) {
      case 0 -> body.add("?x :n ?v . FILTER(?v > 1)");
      case 1 -> {
        body.add("?x :n ?v . SET(?k := ?v + 1)");
        // A rule that makes terms must not need what it concludes.
        head = "?y :m%d ?k".formatted(level);
      }
      default -> {}
    }
    if (level > 0 && random.nextInt(3) > 0) {
      body.add(
          switch (random.nextInt(4)) {
            case 0 -> "NOT { ?y a :%s }".formatted(named("c", level));
            case 1 -> "NOT DATA { ?y :%s ?q }".formatted(named("p", LEVELS));
            case 2 ->
                "NOT { ?y :%s ?q . ?q a :%s }".formatted(named("p", level), named("c", level));
            default -> "NOT { ?x :%s ?q . FILTER(?q != ?y) }".formatted(named("p", level));
          });
    }
    return "RULE :r%d { %s } WHERE %s{ %s }"
        .formatted(number, head, random.nextInt(8) == 0 ? "DATA " : "", String.join(" . ", body));
  }
}
