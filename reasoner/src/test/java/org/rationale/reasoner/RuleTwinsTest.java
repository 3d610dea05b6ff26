package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;
import org.rationale.kg.Rat;
import org.rationale.rules.RuleSet;
import org.rationale.rules.drl.DrlRules;

/**
 * Random rules over uncertain facts, in three languages: SRL, DRL with statements, and DRL that
 * hands on objects. All give every conclusion the same probability.
 */
class RuleTwinsTest {

  private static final int PROGRAMS = 5;
  private static final int LAYERS = 3;
  private static final int DATA = 60;
  private static final String EX = "http://example.org/";

  @TempDir Path folder;

  /** A pattern over what is given, or over a layer of the same program. */
  private record Atom(boolean given, int relation, String a, String b) {}

  /** The head is over x and y. */
  private record TwinRule(String name, int head, List<Atom> body, Optional<Integer> without) {

    static TwinRule random(int program, int number, Random random) {
      int layer = number / 2;
      Atom first = atom(program, layer, "x", "y", random);
      Atom second = atom(program, layer, "y", random.nextBoolean() ? "z" : "x", random);
      boolean negates = layer > 0 && random.nextInt(2) == 0;
      return new TwinRule(
          "r%d-%d".formatted(program, number),
          program * LAYERS + layer,
          List.of(first, second),
          negates ? Optional.of(program * LAYERS + random.nextInt(layer)) : Optional.empty());
    }

    private static Atom atom(int program, int layer, String a, String b, Random random) {
      int choice = random.nextInt(2 + layer + 1);
      return choice < 2
          ? new Atom(true, choice, a, b)
          : new Atom(false, program * LAYERS + choice - 2, a, b);
    }

    String srl() {
      StringBuilder text =
          new StringBuilder("RULE :%s { ?x :t%d ?y } WHERE {".formatted(name, head));
      for (Atom atom : body) {
        text.append(
            " ?%s :%s%d ?%s ."
                .formatted(atom.a(), atom.given() ? "g" : "t", atom.relation(), atom.b()));
      }
      without.ifPresent(relation -> text.append(" NOT { ?x :t%d ?w }".formatted(relation)));
      return text.append(" }\n").toString();
    }

    String drl(boolean typed) {
      StringBuilder text = new StringBuilder("rule \":%s\" when\n".formatted(name));
      Set<String> bound = new HashSet<>();
      for (Atom atom : body) {
        boolean isObject = typed && !atom.given();
        text.append(
            isObject
                ? "  T%d(".formatted(atom.relation())
                : "  Statement(predicate == \":%s%d\", "
                    .formatted(atom.given() ? "g" : "t", atom.relation()));
        text.append(slot(atom.a(), isObject ? "a" : "subject", bound)).append(", ");
        text.append(slot(atom.b(), isObject ? "b" : "object", bound)).append(")\n");
      }
      without.ifPresent(
          relation ->
              text.append(
                  typed
                      ? "  not T%d(a == $x)\n".formatted(relation)
                      : "  not Statement(predicate == \":t%d\", subject == $x)\n"
                          .formatted(relation)));
      return text.append("then\n  ")
          .append(
              typed
                  ? "insertLogical(new T%d(\"\" + $x, \"\" + $y));"
                  : "conclusions.conclude(drools, \"\" + $x, \":t%d\", $y);")
          .append("\nend\n")
          .toString()
          .formatted(head);
    }

    private static String slot(String variable, String field, Set<String> bound) {
      return bound.add(variable)
          ? "$%s : %s".formatted(variable, field)
          : "%s == $%s".formatted(field, variable);
    }
  }

  private DrlRules drl(List<TwinRule> rules, boolean typed) throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            package twins
            import org.rationale.rules.drl.Statement
            global org.rationale.rules.drl.Conclusions conclusions
            """);
    for (int relation = 0; typed && relation < PROGRAMS * LAYERS; relation++) {
      text.append("declare T%d\n  a : String\n  b : String\nend\n".formatted(relation));
    }
    rules.forEach(rule -> text.append(rule.drl(typed)));
    Path file = folder.resolve(typed ? "typed.drl" : "plain.drl");
    Files.writeString(file, text);
    return DrlRules.compile(List.of(file), Programs.PREFIXES);
  }

  private static List<Background.Sourced> data(Random random) {
    List<Background.Sourced> data = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Triple triple =
          Triple.create(
              node("n" + random.nextInt(3)),
              node("g" + random.nextInt(2)),
              node("n" + random.nextInt(3)));
      double probability = random.nextInt(4) == 0 ? 1 : random.nextInt(1, 10) / 10.0;
      data.add(
          new Background.Sourced(
              triple, new Origin.Asserted("data", new Probability(probability), Optional.empty())));
    }
    return data;
  }

  private static Node node(String name) {
    return NodeFactory.createURI(EX + name);
  }

  private static JointFixpoint fixpoint(RuleSet rules, Optional<DrlRules> drl) {
    return new JointFixpoint(new Background(rules, List.<Background.Sourced>of()), drl);
  }

  /** Of what is concluded, objects in the form of the statements that they stand for. */
  private static Map<String, Double> probabilities(
      JointFixpoint fixpoint, List<Background.Sourced> data) {
    ProofGraph graph = new RecordedProofGraph(fixpoint.close(data), Map.of(), Map.of());
    Map<String, Double> probabilities = new TreeMap<>();
    for (Triple statement : graph.derived()) {
      String name =
          statement.getPredicate().equals(Rat.WORKING_MEMORY)
              ? statement
                  .getObject()
                  .getLiteralLexicalForm()
                  .replaceAll("T(\\d+)\\(a=\":(n\\d)\", b=\":(n\\d)\"\\)", "$2 t$1 $3")
              : "%s %s %s"
                  .formatted(
                      statement.getSubject().getLocalName(),
                      statement.getPredicate().getLocalName(),
                      statement.getObject().getLocalName());
      probabilities.put(name, graph.probability(statement).probability().value());
    }
    return probabilities;
  }

  @Test
  void theSameRulesInThreeLanguagesGiveTheSameProbabilities() throws IOException {
    Random random = new Random(5);
    List<TwinRule> rules = new ArrayList<>();
    StringBuilder srl = new StringBuilder();
    for (int program = 0; program < PROGRAMS; program++) {
      for (int number = 0; number < 2 * LAYERS; number++) {
        rules.add(TwinRule.random(program, number, random));
        srl.append(rules.getLast().srl());
      }
    }
    int uncertain = 0;
    try (DrlRules plain = drl(rules, false);
        DrlRules typed = drl(rules, true);
        JointFixpoint bySrl = fixpoint(Programs.rules(srl.toString()), Optional.empty());
        JointFixpoint byPlain = fixpoint(Programs.rules(""), Optional.of(plain));
        JointFixpoint byTyped = fixpoint(Programs.rules(""), Optional.of(typed))) {
      for (int i = 0; i < DATA; i++) {
        List<Background.Sourced> data = data(random);
        Map<String, Double> expected = probabilities(bySrl, data);
        for (JointFixpoint other : List.of(byPlain, byTyped)) {
          Map<String, Double> found = probabilities(other, data);
          assertThat(found.keySet()).isEqualTo(expected.keySet());
          found.forEach(
              (name, p) -> assertThat(p).as(name).isCloseTo(expected.get(name), within(1e-9)));
        }
        uncertain += (int) expected.values().stream().filter(p -> p > 0 && p < 1).count();
      }
    }
    assertThat(uncertain).isGreaterThan(400);
  }
}
