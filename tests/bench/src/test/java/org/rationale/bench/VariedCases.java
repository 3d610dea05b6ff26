package org.rationale.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.CaseReader;
import org.rationale.reasoner.Reasoner;

/**
 * The example cases of a pack, read once by its perceptors, and any number of cases like them:
 * other subjects, other probabilities, measurements a little higher or lower, and of what was read
 * from text now and then something missing.
 */
final class VariedCases {

  private static final double MISSING = 0.1;

  private final List<Perceived> examples;

  /** A case and what was perceived of it. */
  record Perceived(Case given, List<Percept> percepts) {}

  VariedCases(Reasoner reasoner) {
    examples =
        reasoner.exampleCases().stream()
            .map(CaseReader::read)
            .map(given -> new Perceived(given, reasoner.decide(given).percepts()))
            .toList();
  }

  List<Perceived> examples() {
    return examples;
  }

  /** Cases that depend on the seed alone. */
  List<Perceived> vary(int number, long seed) {
    Random random = new Random(seed);
    List<Perceived> varied = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      varied.add(vary(examples.get(i % examples.size()), seed + "-" + i, random));
    }
    return varied;
  }

  private static Perceived vary(Perceived example, String id, Random random) {
    Case given =
        new Case(
            id,
            "",
            "https://example.org/patients/" + id,
            example.given().inputs(),
            Map.of(),
            example.given().place());
    Node subject = NodeFactory.createURI(given.subject());
    List<Percept> percepts = new ArrayList<>();
    for (Percept percept : example.percepts()) {
      if (percept.probability().isCertain() || random.nextDouble() >= MISSING) {
        percepts.add(vary(percept, subject, random));
      }
    }
    return new Perceived(given, percepts);
  }

  private static Percept vary(Percept percept, Node subject, Random random) {
    double probability = percept.probability().value();
    if (!percept.probability().isCertain()) {
      probability = Math.clamp(probability + 0.1 * random.nextGaussian(), 0.01, 0.99);
    }
    Triple statement = percept.statement();
    return new Percept(
        percept.id(),
        Triple.create(subject, statement.getPredicate(), vary(statement.getObject(), random)),
        new Probability(probability),
        percept.score(),
        percept.perceptor(),
        percept.model(),
        percept.input(),
        percept.inputSha256(),
        percept.region(),
        percept.choice(),
        percept.note());
  }

  private static Node vary(Node object, Random random) {
    if (!object.isLiteral() || !(object.getLiteralValue() instanceof Number)) {
      return object;
    }
    BigDecimal value = new BigDecimal(object.getLiteralLexicalForm());
    BigDecimal varied =
        value
            .multiply(BigDecimal.valueOf(0.9 + 0.2 * random.nextDouble()))
            .setScale(value.scale(), RoundingMode.HALF_UP);
    return NodeFactory.createLiteralDT(varied.toPlainString(), object.getLiteralDatatype());
  }
}
