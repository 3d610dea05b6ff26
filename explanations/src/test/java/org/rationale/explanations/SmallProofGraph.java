package org.rationale.explanations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Citation;
import org.rationale.kg.Derivation;
import org.rationale.kg.Fact;
import org.rationale.kg.Guarantee;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Origin;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.FactCounts;
import org.rationale.reasoner.Incompleteness;
import org.rationale.reasoner.ProbabilityQuery;
import org.rationale.reasoner.ProofGraph;
import org.rationale.reasoner.ProofParts;
import org.rationale.reasoner.ProofShares;
import org.rationale.rules.Rule;

/**
 * A proof graph that is written down by hand and whose probabilities are found by enumerating every
 * possible world. Derivations must be added so that what one negates is concluded by earlier ones.
 */
final class SmallProofGraph implements ProofGraph {

  static final String NS = "http://example.org/";

  /** A random choice: what it may make true, each with its probability; the rest is "nothing". */
  private record Chance(List<Object> outcomes, List<Double> probabilities) {}

  private final Map<Triple, List<Origin>> given = new LinkedHashMap<>();
  private final Map<Triple, List<Derivation>> derived = new LinkedHashMap<>();
  private final List<Derivation> derivations = new ArrayList<>();
  private final Map<String, Chance> chances = new TreeMap<>();

  /** All of them, once they were asked for. */
  private final List<World> worlds = new ArrayList<>();

  private final Map<Node, String> labels = new LinkedHashMap<>();
  private final Map<Triple, Boolean> evidence = new LinkedHashMap<>();

  static Node n(String name) {
    return name.startsWith("\"")
        ? NodeFactory.createLiteralString(name.substring(1))
        : NodeFactory.createURI(NS + name);
  }

  static Triple t(String subject, String predicate, String object) {
    return Triple.create(n(subject), n(predicate), n(object));
  }

  static Derivation derivation(String rule, Triple conclusion, Triple... premises) {
    return new Derivation(
        NS + rule,
        "",
        Optional.empty(),
        Probability.ONE,
        Map.of("about", conclusion.getSubject(), "what", conclusion.getObject()),
        List.of(premises),
        List.of(),
        conclusion);
  }

  static Derivation with(Derivation d, double probability) {
    return new Derivation(
        d.rule(),
        d.text(),
        d.source(),
        new Probability(probability),
        d.substitution(),
        d.premises(),
        d.absences(),
        d.conclusion());
  }

  static Derivation with(Derivation d, String text, String source) {
    return new Derivation(
        d.rule(),
        text,
        Optional.of(new Citation(source, Optional.of("https://doi.org/10.1136/thx.2009.121434"))),
        d.probability(),
        d.substitution(),
        d.premises(),
        d.absences(),
        d.conclusion());
  }

  static Derivation unless(Derivation d, String pattern, List<List<Triple>> possible) {
    List<Derivation.Absence> absences = new ArrayList<>(d.absences());
    absences.add(new Derivation.Absence(pattern, possible));
    return new Derivation(
        d.rule(),
        d.text(),
        d.source(),
        d.probability(),
        d.substitution(),
        d.premises(),
        absences,
        d.conclusion());
  }

  static Percept percept(
      String id, Triple statement, double probability, double score, Region region, String note) {
    return new Percept(
        id,
        statement,
        new Probability(probability),
        score,
        id.substring(0, id.indexOf('/')),
        new ModelIdentity("model of " + id.substring(0, id.indexOf('/')), "ab12".repeat(16)),
        id.substring(0, id.indexOf('/')),
        "cd34".repeat(16),
        region,
        Optional.empty(),
        note);
  }

  Triple assertFact(Triple statement, double probability) {
    return origin(
        statement,
        new Origin.Asserted("facts.ttl", new Probability(probability), Optional.empty()),
        Optional.empty(),
        probability);
  }

  Triple alternative(Triple statement, double probability, String choice) {
    return origin(
        statement,
        new Origin.Asserted("facts.ttl", new Probability(probability), Optional.of(n(choice))),
        Optional.of(n(choice)),
        probability);
  }

  Triple perceive(Percept percept) {
    return origin(
        percept.statement(),
        new Origin.Perceived(percept),
        percept.choice(),
        percept.probability().value());
  }

  /** A fact as another graph has it. */
  void state(Triple statement, Origin.Asserted origin) {
    origin(statement, origin, origin.choice(), origin.probability().value());
  }

  private Triple origin(
      Triple statement, Origin origin, Optional<Node> choice, double probability) {
    worlds.clear();
    given.computeIfAbsent(statement, key -> new ArrayList<>()).add(origin);
    String key = choice.map(Node::toString).orElse(statement + " " + origin);
    Chance chance =
        chances.computeIfAbsent(key, k -> new Chance(new ArrayList<>(), new ArrayList<>()));
    chance.outcomes().add(statement);
    chance.probabilities().add(probability);
    return statement;
  }

  Triple derive(Derivation derivation) {
    worlds.clear();
    derivations.add(derivation);
    derived.computeIfAbsent(derivation.conclusion(), key -> new ArrayList<>()).add(derivation);
    String key = derivation.rule() + " " + new TreeMap<>(derivation.substitution());
    if (!chances.containsKey(key)) {
      chances.put(key, new Chance(List.of(key), List.of(derivation.probability().value())));
    }
    return derivation.conclusion();
  }

  void label(String name, String label) {
    labels.put(n(name), label);
  }

  void observe(Triple statement, boolean holds) {
    evidence.put(statement, holds);
  }

  @Override
  public List<Triple> statements() {
    Set<Triple> all = new LinkedHashSet<>(given.keySet());
    all.addAll(derived.keySet());
    return all.stream()
        .filter(statement -> prior(List.of(statement), List.of(), Map.of()) > 0)
        .sorted(Comparator.comparing(Triple::toString))
        .toList();
  }

  @Override
  public List<Triple> statements(Node subject, Node predicate) {
    return statements().stream()
        .filter(
            statement ->
                statement.getSubject().equals(subject)
                    && statement.getPredicate().equals(predicate))
        .toList();
  }

  @Override
  public Optional<Fact> fact(Triple statement) {
    List<Origin> origins = new ArrayList<>(given.getOrDefault(statement, List.of()));
    if (derived.containsKey(statement)) {
      origins.add(new Origin.Derived(derivations(statement)));
    }
    return origins.isEmpty() ? Optional.empty() : Optional.of(new Fact(statement, origins));
  }

  @Override
  public List<Triple> derived() {
    return statements().stream()
        .filter(statement -> kinds(statement).contains(Origin.Kind.DERIVED))
        .toList();
  }

  @Override
  public boolean isCertain(Triple statement) {
    return probability(statement).probability().isCertain();
  }

  @Override
  public Set<Origin.Kind> kinds(Triple statement) {
    Set<Origin.Kind> kinds = EnumSet.noneOf(Origin.Kind.class);
    fact(statement).ifPresent(fact -> fact.origins().forEach(o -> kinds.add(o.kind())));
    return kinds;
  }

  @Override
  public FactCounts counts() {
    return new FactCounts(0, 0, derived().size(), derived().size());
  }

  @Override
  public List<Derivation> derivations(Triple statement) {
    return derived.getOrDefault(statement, List.of());
  }

  @Override
  public Valuation probability(Triple statement) {
    return probability(List.of(statement), List.of());
  }

  @Override
  public Valuation probability(List<Triple> held, List<Triple> absent) {
    double value = prior(held, absent, evidence) / prior(List.of(), List.of(), evidence);
    return new Valuation(new Probability(Math.clamp(value, 0, 1)), Guarantee.EXACT);
  }

  private double prior(List<Triple> held, List<Triple> absent, Map<Triple, Boolean> observed) {
    return weight(
        (world, model) ->
            model.containsAll(held)
                && absent.stream().noneMatch(model::contains)
                && fits(model, observed));
  }

  private static boolean fits(Set<Object> model, Map<Triple, Boolean> observed) {
    return observed.entrySet().stream()
        .allMatch(entry -> model.contains(entry.getKey()) == entry.getValue());
  }

  /**
   * A world.
   *
   * @param choices what was chosen in it
   * @param model what holds in it
   */
  private record World(Set<Object> choices, Set<Object> model, double weight) {}

  /** Of the worlds that pass a test of their choices and of what holds in them. */
  private double weight(BiPredicate<Set<Object>, Set<Object>> counts) {
    synchronized (worlds) {
      if (worlds.isEmpty()) {
        enumerate(new ArrayList<>(chances.values()), 0, new HashSet<>(), 1);
      }
    }
    return worlds.stream()
        .filter(world -> counts.test(world.choices(), world.model()))
        .mapToDouble(World::weight)
        .sum();
  }

  @Override
  public Optional<ProofShares> shares(Triple statement, List<ProofParts> proofs) {
    double given = weight((world, model) -> fits(model, evidence));
    List<ProofShares.Share> shares = new ArrayList<>();
    for (int i = 0; i < proofs.size(); i++) {
      ProofParts proof = proofs.get(i);
      List<ProofParts> earlier = proofs.subList(0, i);
      double whole =
          weight((world, model) -> fits(model, evidence) && isWhole(proof, world, model));
      double adds =
          weight(
              (world, model) ->
                  fits(model, evidence)
                      && model.contains(statement)
                      && isWhole(proof, world, model)
                      && earlier.stream().noneMatch(other -> isWhole(other, world, model)));
      shares.add(
          new ProofShares.Share(
              new Probability(Math.clamp(whole / given, 0, 1)),
              new Probability(Math.clamp(adds / given, 0, 1))));
    }
    double rest =
        weight(
            (world, model) ->
                fits(model, evidence)
                    && model.contains(statement)
                    && proofs.stream().noneMatch(proof -> isWhole(proof, world, model)));
    return Optional.of(new ProofShares(shares, new Probability(Math.clamp(rest / given, 0, 1))));
  }

  private static boolean isWhole(ProofParts proof, Set<Object> world, Set<Object> model) {
    return proof.given().stream().allMatch(leaf -> world.contains(leaf.statement()))
        && proof.steps().stream()
            .allMatch(
                step ->
                    world.contains(step.rule() + " " + new TreeMap<>(step.substitution()))
                        && step.absences().stream()
                            .flatMap(absence -> absence.possible().stream())
                            .noneMatch(model::containsAll));
  }

  private void enumerate(List<Chance> open, int index, Set<Object> world, double weight) {
    if (weight == 0) {
      return;
    }
    if (index == open.size()) {
      worlds.add(new World(world, model(world), weight));
      return;
    }
    Chance chance = open.get(index);
    double rest = 1;
    for (int i = 0; i < chance.outcomes().size(); i++) {
      Set<Object> next = new HashSet<>(world);
      next.add(chance.outcomes().get(i));
      double probability = chance.probabilities().get(i);
      rest -= probability;
      enumerate(open, index + 1, next, weight * probability);
    }
    // What is left of a sum of doubles that add up to 1.
    enumerate(open, index + 1, world, weight * (rest < 1e-12 ? 0 : rest));
  }

  private Set<Object> model(Set<Object> world) {
    Set<Object> model = new HashSet<>(world);
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Derivation derivation : derivations) {
        String key = derivation.rule() + " " + new TreeMap<>(derivation.substitution());
        boolean fires =
            world.contains(key)
                && model.containsAll(derivation.premises())
                && derivation.absences().stream()
                    .flatMap(absence -> absence.possible().stream())
                    .noneMatch(model::containsAll);
        if (fires && model.add(derivation.conclusion())) {
          grown = true;
          break; // from the first again, so that what is negated is complete before it is needed
        }
      }
    }
    return model;
  }

  @Override
  public ProbabilityQuery ask() {
    throw new UnsupportedOperationException("Explanations ask for probabilities one by one.");
  }

  @Override
  public Map<Triple, Boolean> evidence() {
    return evidence;
  }

  @Override
  public Optional<Incompleteness> incompleteness() {
    return Optional.empty();
  }

  @Override
  public List<Rule> rules() {
    return List.of();
  }

  @Override
  public Map<String, String> prefixes() {
    return Map.of("ex", NS);
  }

  @Override
  public String label(Node term) {
    String name = labels.get(term);
    if (name != null) {
      return name;
    }
    return term.isURI() && term.getURI().startsWith(NS)
        ? term.getURI().substring(NS.length())
        : term.toString();
  }
}
