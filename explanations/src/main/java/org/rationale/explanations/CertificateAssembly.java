package org.rationale.explanations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.certificate.Certificate;
import org.rationale.explanations.checker.Rules;
import org.rationale.kg.Derivation;
import org.rationale.kg.Fact;
import org.rationale.kg.Guarantee;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Origin;
import org.rationale.kg.Percept;
import org.rationale.kg.Region;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.DecisionDiagrams;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.Rule;

/** Puts into the form of a certificate what some statements rest on. */
final class CertificateAssembly {

  private static final Comparator<List<Integer>> ORDER = (a, b) -> Arrays.compare(ints(a), ints(b));

  private final ProofGraph graph;
  private final List<Triple> claimed;
  private final ProofCone cone;
  private final RuleEncoding encoding = new RuleEncoding();
  private final DecisionDiagrams diagrams;
  private final RandomVariables variables;
  private final List<Percept> percepts = new ArrayList<>();
  private final List<Certificate.Rule> rules = new ArrayList<>();
  private final Map<String, Integer> ruleNumbers = new HashMap<>();

  /**
   * @param claimed statements whose probabilities are certified
   * @param wanted patterns of all statements that matter, {@link Node#ANY} for any term
   */
  CertificateAssembly(ProofGraph graph, List<Triple> claimed, List<Triple> wanted) {
    graph
        .incompleteness()
        .ifPresent(
            why -> {
              throw new InvalidInputException(
                  "incomplete",
                  "certificate",
                  "facts may be missing: " + why.message(),
                  "Raise the limit: a certificate is about all facts that bear on its claims.");
            });
    this.graph = graph;
    this.claimed = claimed;
    List<Triple> all = new ArrayList<>(wanted);
    all.addAll(graph.evidence().keySet());
    this.cone = new ProofCone(graph, all);
    this.diagrams = graph.ask().diagrams(claimed);
    this.variables = new RandomVariables(diagrams.variables(), graph.rules());
  }

  int term(Node node) {
    return encoding.term(node);
  }

  /** The number of the claim about a statement. */
  int claim(Triple statement) {
    return claimed.indexOf(statement);
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * @param identity from the hashes of the models
   */
  Certificate assemble(
      Function<List<String>, Certificate.Identity> identity, List<Certificate.Outcome> outcomes) {
    encodeRules();
    List<Certificate.Fact> facts = cone.facts().keySet().stream().map(this::fact).toList();
    List<Certificate.Step> steps =
        cone.facts().keySet().stream()
            .flatMap(statement -> cone.derivations(statement).stream())
            .map(this::step)
            .sorted(Comparator.comparing(CertificateAssembly::key, ORDER))
            .toList();
    List<List<Integer>> scope = cone.scope().stream().map(encoding::triple).sorted(ORDER).toList();
    List<Triple> observed = List.copyOf(graph.evidence().keySet());
    List<Certificate.Observation> evidence =
        observed.stream()
            .map(
                statement -> {
                  List<Integer> t = encoding.triple(statement);
                  boolean holds = graph.evidence().getOrDefault(statement, false);
                  return new Certificate.Observation(t.get(0), t.get(1), t.get(2), holds);
                })
            .toList();
    List<Certificate.Claim> claims = new ArrayList<>();
    for (int i = 0; i < claimed.size(); i++) {
      claims.add(claim(claimed.get(i), diagrams.roots().get(i), observed));
    }
    List<String> models =
        percepts.stream().map(percept -> percept.model().sha256()).distinct().sorted().toList();
    return new Certificate(
        Certificate.FORMAT,
        Certificate.VERSION,
        "",
        identity.apply(models),
        List.copyOf(encoding.terms()),
        percepts.stream().map(CertificateAssembly::percept).toList(),
        facts,
        rules,
        scope,
        steps,
        variables.places(),
        diagrams.nodes().stream().map(n -> List.of(n.variable(), n.low(), n.high())).toList(),
        evidence,
        claims,
        outcomes);
  }

  private static List<Integer> key(Certificate.Step step) {
    List<Integer> key = new ArrayList<>(List.of(step.conclusion(), step.rule()));
    key.addAll(step.substitution());
    key.addAll(step.premises());
    return key;
  }

  /** Rules of the graph, and those of another engine as far as they have fired. */
  private void encodeRules() {
    Map<String, Certificate.Rule> all = new TreeMap<>();
    for (Rule rule : cone.rules()) {
      all.put(rule.id(), encoding.rule(rule));
    }
    for (Triple statement : cone.facts().keySet()) {
      for (Derivation derivation : cone.derivations(statement)) {
        all.computeIfAbsent(
            derivation.rule(),
            id ->
                encoding.hosted(
                    id,
                    derivation.text(),
                    derivation.source(),
                    derivation.probability(),
                    Optional.empty()));
      }
    }
    all.keySet().forEach(id -> ruleNumbers.put(id, ruleNumbers.size()));
    rules.addAll(all.values());
  }

  private Certificate.Fact fact(Triple statement) {
    List<Certificate.Source> sources = new ArrayList<>();
    for (Origin origin : graph.fact(statement).map(Fact::origins).orElse(List.of())) {
      switch (origin) {
        case Origin.Asserted asserted ->
            sources.add(
                new Certificate.Source(
                    asserted.source(),
                    asserted.probability().value(),
                    asserted.choice().map(this::term).orElse(Rules.NONE),
                    Rules.NONE,
                    variables.ofSource(statement, asserted)));
        case Origin.Perceived perceived -> {
          percepts.add(perceived.percept());
          sources.add(
              new Certificate.Source(
                  perceived.percept().perceptor(),
                  perceived.percept().probability().value(),
                  perceived.percept().choice().map(this::term).orElse(Rules.NONE),
                  percepts.size() - 1,
                  variables.ofSource(statement, perceived)));
        }
        case Origin.Derived derived -> {}
      }
    }
    List<Integer> t = encoding.triple(statement);
    return new Certificate.Fact(t.get(0), t.get(1), t.get(2), cone.layer(statement), sources);
  }

  private static Certificate.Percept percept(Percept percept) {
    return new Certificate.Percept(
        percept.id(),
        percept.perceptor(),
        percept.model().name(),
        percept.model().sha256(),
        percept.input(),
        percept.inputSha256(),
        switch (percept.region()) {
          case Region.TextSpan span -> "text %d-%d".formatted(span.start(), span.end());
          case Region.Columns columns -> "columns " + String.join(", ", columns.names());
          case Region.Box box -> Quotation.where(percept);
          case Region.Window window -> Quotation.where(percept);
        },
        percept.score());
  }

  private Certificate.Step step(Derivation derivation) {
    int number = ruleNumbers.getOrDefault(derivation.rule(), Rules.NONE);
    Certificate.Rule rule = rules.get(number);
    List<List<List<Integer>>> absent = new ArrayList<>();
    for (List<List<Triple>> sets : cone.absent(derivation)) {
      absent.add(
          sets.stream()
              .map(set -> set.stream().map(cone::number).sorted().toList())
              .distinct()
              .sorted(ORDER)
              .toList());
    }
    Map<String, Node> terms = derivation.substitution();
    List<Integer> substitution =
        (rule.hosted()
                ? terms.values().stream()
                : Rules.variables(rule.body()).stream()
                    .map(variable -> terms.getOrDefault(variable.substring(1), Node.ANY)))
            .map(this::term)
            .toList();
    return new Certificate.Step(
        cone.number(derivation.conclusion()),
        number,
        substitution,
        cone.premises(derivation).stream().map(cone::number).toList(),
        absent,
        variables.ofRule(derivation));
  }

  private Certificate.Claim claim(
      Triple statement, DecisionDiagrams.Root root, List<Triple> observed) {
    Valuation valuation = graph.probability(statement);
    boolean exact = valuation.guarantee() instanceof Guarantee.Exact;
    boolean drawn = exact && root.both() >= 0;
    return new Certificate.Claim(
        cone.number(statement),
        drawn ? root.both() : Rules.NONE,
        drawn ? root.given() : Rules.NONE,
        drawn ? root.observed().stream().map(observed::indexOf).sorted().toList() : List.of(),
        valuation.probability().value(),
        Valuations.lower(valuation),
        Valuations.upper(valuation),
        exact && !drawn ? "stated" : Valuations.name(valuation.guarantee()));
  }
}
