package org.rationale.explanations;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.rationale.explanations.certificate.Certificate;
import org.rationale.explanations.checker.Rules;
import org.rationale.kg.Derivation;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Origin;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;

/**
 * All of a proof graph that some statements rest on, and all whose absence they rest on. Which
 * patterns of facts that concerns is found by matching the rules anew; the derivations are those
 * that the reasoner gives.
 */
final class ProofCone {

  private static final int MOST_FACTS = 50_000;
  private static final long MOST_WORK = 20_000_000;

  private final ProofGraph graph;
  private final RuleEncoding encoding = new RuleEncoding();
  private final SearchScope search = new SearchScope();
  private final GraphFacts facts;
  private final Rules matcher;
  private final Map<String, Certificate.Rule> rules = new TreeMap<>();
  private final Map<String, Rule> originals = new HashMap<>();
  private final Map<Triple, List<Derivation>> derivations = new LinkedHashMap<>();
  private final Map<Derivation, List<List<List<Triple>>>> absent = new HashMap<>();
  private final Map<Triple, Integer> numbers = new LinkedHashMap<>();
  private final Map<Triple, Integer> layers = new HashMap<>();

  /**
   * @param wanted patterns of statements, {@link Node#ANY} for any term
   * @throws InvalidInputException if they rest on too much
   */
  ProofCone(ProofGraph graph, List<Triple> wanted) {
    this.graph = graph;
    this.facts = new GraphFacts(graph, encoding, search);
    this.matcher = new Rules(encoding.terms(), facts, MOST_WORK);
    for (Rule rule : graph.rules()) {
      rules.put(rule.id(), encoding.rule(rule));
      originals.put(rule.id(), rule);
    }
    wanted.forEach(pattern -> search.want(encoding.triple(pattern)));
    for (Optional<List<Integer>> next = search.next(); next.isPresent(); next = search.next()) {
      explore(next.get());
    }
    number();
    layer();
  }

  private void explore(List<Integer> pattern) {
    for (Certificate.Rule rule : rules.values()) {
      for (List<Object> template : rule.head()) {
        matcher.concluding(
            rule, template, pattern, (solution, premises, known) -> matcher.absent(rule, solution));
      }
    }
    for (int number : facts.matching(pattern.get(0), pattern.get(1), pattern.get(2))) {
      Triple statement = facts.statement(number);
      if (!derivations.containsKey(statement)) {
        List<Derivation> found = graph.derivations(statement);
        derivations.put(statement, found);
        found.forEach(this::explore);
      }
    }
    if (derivations.size() > MOST_FACTS) {
      throw new InvalidInputException(
          "certificate-too-large",
          "certificate",
          "it would hold more than %d facts.".formatted(MOST_FACTS),
          "Certify a fact that rests on less, or use rules with fewer open patterns.");
    }
  }

  private void explore(Derivation derivation) {
    Stream.concat(
            derivation.premises().stream(),
            derivation.absences().stream()
                .flatMap(absence -> absence.possible().stream())
                .flatMap(List::stream))
        .forEach(statement -> search.want(encoding.triple(statement)));
    Certificate.Rule rule = rules.get(derivation.rule());
    if (rule != null && !rule.hosted()) {
      Map<String, Integer> solution = new HashMap<>();
      derivation
          .substitution()
          .forEach((name, term) -> solution.put("?" + name, encoding.term(term)));
      List<List<List<Triple>>> found = new ArrayList<>();
      for (List<List<Integer>> sets : matcher.absent(rule, solution)) {
        boolean known = sets.stream().noneMatch(set -> set.contains(Rules.NONE));
        List<List<Triple>> recorded = derivation.absences().get(found.size()).possible();
        found.add(
            known
                ? sets.stream().map(set -> set.stream().map(facts::statement).toList()).toList()
                : recorded);
      }
      absent.put(derivation, found);
    }
  }

  /**
   * For each negation the sets of facts that match it, certain ones included; of a rule that cannot
   * be matched anew what the reasoner recorded: the uncertain ones.
   */
  List<List<List<Triple>>> absent(Derivation derivation) {
    return absent.getOrDefault(
        derivation, derivation.absences().stream().map(Derivation.Absence::possible).toList());
  }

  /** Numbers the facts so that each is stated, or concluded from facts with smaller numbers. */
  private void number() {
    Set<Triple> open = new LinkedHashSet<>();
    for (Triple statement : graph.statements()) {
      if (derivations.containsKey(statement)) {
        open.add(statement);
      }
    }
    while (!open.isEmpty()) {
      List<Triple> ready = open.stream().filter(this::isReady).toList();
      if (ready.isEmpty()) {
        throw new IllegalStateException(
            "The facts (%s) have no proof without circles.".formatted(open));
      }
      ready.forEach(statement -> numbers.put(statement, numbers.size()));
      ready.forEach(open::remove);
    }
  }

  private boolean isReady(Triple statement) {
    return graph.kinds(statement).stream().anyMatch(kind -> kind != Origin.Kind.DERIVED)
        || derivations(statement).stream()
            .anyMatch(derivation -> numbers.keySet().containsAll(derivation.premises()));
  }

  /** The least layers such that what is absent lies below what relies on it. */
  private void layer() {
    numbers.keySet().forEach(statement -> layers.put(statement, 0));
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Triple statement : numbers.keySet()) {
        for (Derivation derivation : derivations(statement)) {
          Optional<Rule> rule = rule(derivation);
          boolean stated = rule.isPresent() && rule.get().dataOnly();
          int layer = layer(statement);
          int least = layer;
          for (Triple premise : stated ? List.<Triple>of() : derivation.premises()) {
            least = Math.max(least, layer(premise));
          }
          List<List<List<Triple>>> negations = absent(derivation);
          for (int n = 0; n < negations.size(); n++) {
            if (!readsDataOnly(rule, n)) {
              for (List<Triple> set : negations.get(n)) {
                for (Triple gone : set) {
                  least = Math.max(least, layer(gone) + 1);
                }
              }
            }
          }
          changed |= least > layer;
          layers.put(statement, least);
        }
      }
    }
  }

  private static boolean readsDataOnly(Optional<Rule> rule, int negation) {
    return rule.isPresent()
        && (rule.get().dataOnly()
            || rule.get().body().stream()
                .filter(BodyElement.Negation.class::isInstance)
                .map(BodyElement.Negation.class::cast)
                .skip(negation)
                .limit(1)
                .anyMatch(BodyElement.Negation::dataOnly));
  }

  private Optional<Rule> rule(Derivation derivation) {
    return Optional.ofNullable(originals.get(derivation.rule()));
  }

  /** The fact that each pattern of the rule matched; of a rule in DRL, all premises. */
  List<Triple> premises(Derivation derivation) {
    Optional<Rule> rule = rule(derivation);
    if (rule.isEmpty() || isHosted(derivation)) {
      return derivation.premises();
    }
    return rule.get().body().stream()
        .filter(BodyElement.Pattern.class::isInstance)
        .map(element -> ((BodyElement.Pattern) element).triple())
        .map(pattern -> instance(pattern, derivation.substitution()))
        .toList();
  }

  private boolean isHosted(Derivation derivation) {
    Certificate.Rule rule = rules.get(derivation.rule());
    return rule == null || rule.hosted();
  }

  private static Triple instance(Triple pattern, Map<String, Node> substitution) {
    return Triple.create(
        instance(pattern.getSubject(), substitution),
        instance(pattern.getPredicate(), substitution),
        instance(pattern.getObject(), substitution));
  }

  private static Node instance(Node node, Map<String, Node> substitution) {
    if (node instanceof Var variable) {
      return substitution.getOrDefault(variable.getVarName(), node);
    }
    return node.isTripleTerm()
        ? NodeFactory.createTripleTerm(instance(node.getTriple(), substitution))
        : node;
  }

  /** The facts in their order, by number. */
  Map<Triple, Integer> facts() {
    return numbers;
  }

  int number(Triple statement) {
    Integer number = numbers.get(statement);
    if (number == null) {
      throw new IllegalStateException(
          "The fact (%s) was not found to matter, but it does.".formatted(statement));
    }
    return number;
  }

  int layer(Triple statement) {
    return layers.getOrDefault(statement, 0);
  }

  List<Derivation> derivations(Triple statement) {
    return derivations.getOrDefault(statement, List.of());
  }

  /** The patterns of which all facts are here. */
  List<Triple> scope() {
    return search.widest().stream().map(encoding::triple).toList();
  }

  /** The rules that could conclude a fact of the scope, by id. */
  List<Rule> rules() {
    List<List<Integer>> scope = search.widest();
    List<Rule> relevant = new ArrayList<>();
    rules.forEach(
        (id, rule) -> {
          boolean matters =
              rule.head().stream()
                  .anyMatch(
                      template -> scope.stream().anyMatch(pattern -> mayMatch(template, pattern)));
          if (matters) {
            Optional.ofNullable(originals.get(id)).ifPresent(relevant::add);
          }
        });
    return relevant;
  }

  private static boolean mayMatch(List<Object> template, List<Integer> pattern) {
    for (int i = 0; i < 3; i++) {
      if (pattern.get(i) != Rules.NONE
          && template.get(i) instanceof Integer term
          && !term.equals(pattern.get(i))) {
        return false;
      }
    }
    return true;
  }
}
