package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.reasoner.rulesys.GenericRuleReasoner;
import org.apache.jena.reasoner.rulesys.GenericRuleReasoner.RuleMode;
import org.apache.jena.reasoner.rulesys.Rule;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.graph.GraphFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rationale.kg.CertainFact;
import org.rationale.kg.FactReader;
import org.rationale.kg.FactSet;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Inference;
import org.rationale.rules.jena.JenaRulesReader;
import org.rationale.rules.srl.SrlReader;

/** Jena's engine and ours read the same rules and conclude the same facts. */
class JenaRulesAgreementTest {

  private static final int PROGRAMS = 200;

  private static final String TURTLE =
      """
      PREFIX e: <http://e/>
      PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
      """;

  private static final String RULES = "@prefix e: <http://e/>.\n";

  /** What Jena's and ARQ's arithmetic both know: no decimals, which Jena cuts, and no zero. */
  private static final List<String> NUMBERS =
      List.of("5", "7", "-2", "'5'^^xsd:int", "'3'^^xsd:byte", "5e0", "2.5e0");

  private static final List<String> OTHERS =
      List.of(
          "'text'",
          "'text'@en",
          "'5'",
          "true",
          "e:i0",
          "_:b",
          "'2020-01-01T00:00:00Z'^^xsd:dateTime",
          "'2020-01-01T01:00:00+01:00'^^xsd:dateTime",
          "'2021-01-01T00:00:00Z'^^xsd:dateTime",
          "'x'^^e:type",
          "'y'^^e:type");

  @Test
  void randomRulesConcludeTheSameWhateverTheirDirection() {
    SplittableRandom random = new SplittableRandom(3);
    int derived = 0;
    for (int i = 0; i < PROGRAMS; i++) {
      String data = data(random);
      RandomRules rules = RandomRules.of(random);
      String program = "%d:\n%s\n%s".formatted(i, data, rules.mixed());
      Set<String> jena = jena(data, rules.forward(), GenericRuleReasoner.FORWARD_RETE);
      agree(ours(data, rules.forward()), jena, program);
      agree(ours(data, rules.mixed()), jena, program);
      derived += jena.size() - facts(data).certain().size();
    }
    assertThat(derived).isGreaterThan(4 * PROGRAMS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "equal(?x ?y)",
        "notEqual(?x ?y)",
        "lessThan(?x ?y)",
        "greaterThan(?x ?y)",
        "le(?x ?y)",
        "ge(?x ?y)",
        "equal(?x 5)",
        "notEqual(?x 5)",
        "lessThan(?x 6)",
        "ge('5.0'^^xsd:double ?x)",
        "le(?x 'text')",
        "isLiteral(?x)",
        "notLiteral(?x)",
        "isBNode(?x)",
        "notBNode(?x)",
        "notFunctor(?x)",
        "bound(?x ?y)",
        "unbound(?z)",
        "isDType(?x xsd:integer)",
        "isDType(?x xsd:byte)",
        "isDType(?x xsd:double)",
        "isDType(?x xsd:string)",
        "isDType(?x rdfs:Literal)",
        "isDType(?x e:type)",
        "notDType(?x xsd:integer)",
        "notDType(?x rdfs:Literal)",
        "equal(?x 'text')",
        "noValue(?i e:val)",
        "noValue(?i e:not)",
        "noValue(?i e:val ?y)",
        "noValue(?z e:val 5)",
        "noValue(?z e:not ?z)",
      })
  void aTestHoldsForTheSameTerms(String builtIn) {
    String data = values(NUMBERS, OTHERS);
    String rules = "[(?i e:val ?x) (?j e:val ?y) %s -> (?i e:holds ?j)]".formatted(builtIn);
    agree(ours(data, rules), jena(data, rules, GenericRuleReasoner.FORWARD_RETE), rules);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum(?x ?y ?z)",
        "difference(?x ?y ?z)",
        "product(?x ?y ?z)",
        "quotient(?x ?y ?z)",
        "min(?x ?y ?z)",
        "max(?x ?y ?z)",
        "sum(?x 2 ?z)",
        "quotient(?x 2 ?z)",
      })
  void arithmeticComputesTheSameNumbers(String builtIn) {
    String data = values(NUMBERS, List.of("'text'", "e:i0", "_:b", "true"));
    String rules = head(builtIn);
    Set<String> jena = jena(data, rules, GenericRuleReasoner.FORWARD_RETE);
    assertThat(jena).hasSizeGreaterThan(13);
    agree(ours(data, rules), jena, rules);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "addOne(?x ?z)",
        "addOne(?z ?x)",
        "strConcat(?x ' and ' ?y ?z)",
        "strConcat(?z)",
        "uriConcat('http://f/' ?x ?z)",
        "regex(?x 'a|(b+)c' ?z)",
        "regex(?x '(.)(.)' ?w ?z)",
        "regex(?x '.*b.*') strConcat(?x '!' ?z)",
      })
  void stringsAreJoinedAndTakenApartTheSame(String builtIn) {
    String data = values(List.of("1", "-3"), List.of("'a'", "'bbc'", "'bb'", "'ab'@en"));
    String rules = head(builtIn);
    Set<String> jena = jena(data, rules, GenericRuleReasoner.FORWARD_RETE);
    assertThat(jena).hasSizeGreaterThan(7);
    agree(ours(data, rules), jena, rules);
  }

  @Test
  void aNumberMatchesTheSameNumbers() {
    // To Jena, a double is no integer of the same value; to SPARQL it is.
    List<String> numbers = NUMBERS.stream().filter(number -> !number.endsWith("e0")).toList();
    String data = values(numbers, OTHERS);
    String rules =
        "[(?i e:val 5) -> (?i e:is 'five')] [(?i e:val 'text') -> (?i e:is 'text')]"
            + "[(?i e:val 'true'^^xsd:boolean) -> (?i e:is 'true')]"
            // Without it, Jena looks its first facts up by term.
            + "[(?i ?p ?v) -> (?i e:seen 'yes')]";
    Set<String> jena = jena(data, rules, GenericRuleReasoner.FORWARD_RETE);
    assertThat(jena).hasSizeGreaterThan(numbers.size() + OTHERS.size() + 3);
    agree(ours(data, rules), jena, rules);
  }

  @Test
  void newNodesAreAsManyAndAsSharedAsJenas() {
    String data = values(List.of("1", "2", "2"), List.of());
    for (String rules :
        List.of(
            "[(?i e:val ?x) makeTemp(?n) -> (?i e:part ?n) (?n e:of ?i)]",
            "[(?i e:val ?x) makeSkolem(?n ?x) -> (?i e:part ?n) (?n e:of ?i)]",
            "[(?i e:val ?x) makeSkolem(?n) -> (?i e:part ?n) (?n e:of ?i)]")) {
      assertThat(oursAsGraph(data, rules).isIsomorphicWith(jenaAsGraph(data, rules))).isTrue();
    }
  }

  @Test
  void theUniversityRulesAreTheSameInBothLanguages() {
    List<String> jena =
        new JenaRulesReader()
            .read(SharedData.file("data/lubm/lubm.rules")).rules().stream()
                .map(rule -> rule.head() + " <- " + rule.body())
                .toList();
    List<String> srl =
        new SrlReader()
            .read(SharedData.file("data/lubm/lubm.srl")).rules().stream()
                .map(rule -> rule.head() + " <- " + rule.body())
                .toList();
    assertThat(jena).hasSize(56).isEqualTo(srl);
  }

  @Test
  void theExampleOfTheDocumentsRuns() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "jena-rules.md"));
    String rules = page.split("```\n", -1)[1];
    FactSet data =
        FactReader.readText(
            """
            PREFIX : <http://example.org/>
            :ann :age 30 ; :parent :bob . :bob :age 7 ; a :Child ; :parent :cem . :dan a :Child .
            """,
            RdfFormat.TURTLE,
            "data.ttl");
    List<String> derived =
        Inference.run(
                data, new JenaRulesReader().readText(rules, "x.rules"), Optional.empty(), Map.of())
            .statements()
            .stream()
            .filter(triple -> data.certain().stream().noneMatch(f -> f.statement().equals(triple)))
            .map(triple -> triple.toString().replace("http://example.org/", ":"))
            .toList();
    assertThat(derived)
        .containsExactly(":ann :grandparent :cem", ":ann rdf:type :Adult", ":dan rdf:type :Orphan");
  }

  private static void agree(Set<String> ours, Set<String> jena, String program) {
    TreeSet<String> missing = new TreeSet<>(jena);
    missing.removeAll(ours);
    TreeSet<String> added = new TreeSet<>(ours);
    added.removeAll(jena);
    assertThat(missing).as("what only Jena concludes from %s", program).isEmpty();
    assertThat(added).as("what only we conclude from %s", program).isEmpty();
  }

  private static String head(String builtIn) {
    return "[(?i e:val ?x) (?j e:val ?y) %s -> (?i e:result ?z)]".formatted(builtIn);
  }

  private static String values(List<String> some, List<String> others) {
    StringBuilder data = new StringBuilder();
    List<String> all = new ArrayList<>(some);
    all.addAll(others);
    for (int i = 0; i < all.size(); i++) {
      data.append("e:i%d e:val %s .%n".formatted(i, all.get(i)));
    }
    return data.toString();
  }

  private static String data(RandomGenerator random) {
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      data.append("e:x%d e:n %d .%n".formatted(i, random.nextInt(4)));
    }
    int facts = 6 + random.nextInt(8);
    for (int i = 0; i < facts; i++) {
      data.append(
          random.nextInt(3) == 0
              ? "e:x%d a e:c%d .%n".formatted(random.nextInt(4), random.nextInt(3))
              : "e:x%d e:p%d e:x%d .%n"
                  .formatted(random.nextInt(4), random.nextInt(3), random.nextInt(4)));
    }
    return data.toString();
  }

  /**
   * The same rules twice.
   *
   * @param forward as forward rules, which Jena runs. It is spared variables that occur twice in
   *     one pattern, since its RETE engine loses matches of these
   * @param mixed as forward, backward and hybrid rules, in turn
   */
  private record RandomRules(String forward, String mixed) {

    static RandomRules of(RandomGenerator random) {
      StringBuilder forward = new StringBuilder();
      StringBuilder mixed = new StringBuilder();
      int count = 3 + random.nextInt(5);
      for (int i = 0; i < count; i++) {
        String first = "(?x e:p%d ?y)".formatted(random.nextInt(3));
        String rest = random.nextInt(3) == 0 ? "" : pattern(random);
        if (random.nextInt(3) == 0) {
          rest += " (?x e:n ?k) " + test(random);
        }
        String head = head(random) + (random.nextBoolean() ? "" : " " + head(random));
        forward.append("[r%d: %s %s -> %s]\n".formatted(i, first, rest, head));
        mixed.append(
            switch (i % 3) {
              case 0 -> "[r%d: %s <- %s %s]\n".formatted(i, head, first, rest);
              case 1 -> "[r%d: %s -> [%s <- %s]]\n".formatted(i, first, head, rest);
              default -> "[r%d: %s %s -> %s]\n".formatted(i, rest, first, head);
            });
      }
      return new RandomRules(forward.toString(), mixed.toString());
    }

    private static String test(RandomGenerator random) {
      return switch (random.nextInt(4)) {
        case 0 -> "lessThan(?k %d)".formatted(random.nextInt(4));
        case 1 -> "ge(?k 1)";
        case 2 -> "notEqual(?x e:x%d)".formatted(random.nextInt(4));
        default -> "equal(?k %d)".formatted(random.nextInt(4));
      };
    }

    private static String pattern(RandomGenerator random) {
      String subject = term(random);
      if (random.nextInt(3) == 0) {
        return "(%s rdf:type e:c%d)".formatted(subject, random.nextInt(3));
      }
      String object = term(random);
      return object.equals(subject)
          ? pattern(random)
          : "(%s e:p%d %s)".formatted(subject, random.nextInt(3), object);
    }

    private static String term(RandomGenerator random) {
      return random.nextInt(6) == 0
          ? "e:x" + random.nextInt(4)
          : List.of("?x", "?y", "?z").get(random.nextInt(3));
    }

    private static String head(RandomGenerator random) {
      String subject = random.nextBoolean() ? "?x" : "?y";
      return random.nextInt(3) == 0
          ? "(%s rdf:type e:c%d)".formatted(subject, random.nextInt(3))
          : "(?x e:p%d %s)".formatted(random.nextInt(3), random.nextBoolean() ? "?y" : "e:x0");
    }
  }

  private static FactSet facts(String data) {
    return FactReader.readText(TURTLE + data, RdfFormat.TURTLE, "data.ttl");
  }

  private static Graph oursAsGraph(String data, String rules) {
    Graph graph = GraphFactory.createDefaultGraph();
    Inference.run(
            facts(data),
            new JenaRulesReader().readText(RULES + rules, "t.rules"),
            Optional.empty(),
            Map.of())
        .statements()
        .forEach(graph::add);
    return graph;
  }

  private static Graph jenaAsGraph(String data, String rules) {
    return run(data, rules, GenericRuleReasoner.FORWARD_RETE);
  }

  private static Set<String> ours(String data, String rules) {
    return normal(oursAsGraph(data, rules));
  }

  private static Set<String> jena(String data, String rules, RuleMode mode) {
    return normal(run(data, rules, mode));
  }

  private static Graph run(String data, String rules, RuleMode mode) {
    Graph graph = GraphFactory.createDefaultGraph();
    facts(data).certain().stream().map(CertainFact::statement).forEach(graph::add);
    GenericRuleReasoner reasoner =
        new GenericRuleReasoner(
            Rule.parseRules(
                Rule.rulesParserFromReader(new BufferedReader(new StringReader(RULES + rules)))));
    reasoner.setMode(mode);
    Graph closed = GraphFactory.createDefaultGraph();
    reasoner.bind(graph).find().forEachRemaining(closed::add);
    return closed;
  }

  /** What no RDF graph can hold is left out, and a number is its value. */
  private static Set<String> normal(Graph graph) {
    TreeSet<String> lines = new TreeSet<>();
    graph
        .find()
        .forEachRemaining(
            triple -> {
              if (!triple.getSubject().isLiteral() && triple.getPredicate().isURI()) {
                lines.add(line(triple));
              }
            });
    return lines;
  }

  private static String line(Triple triple) {
    return "%s %s %s"
        .formatted(
            NodeFmtLib.strNT(triple.getSubject()),
            NodeFmtLib.strNT(triple.getPredicate()),
            term(triple.getObject()));
  }

  private static String term(Node node) {
    if (node.isLiteral()) {
      NodeValue value = NodeValue.makeNode(node);
      if (value.isNumber()) {
        return Double.toString(value.getDouble());
      }
    }
    return NodeFmtLib.strNT(node);
  }
}
