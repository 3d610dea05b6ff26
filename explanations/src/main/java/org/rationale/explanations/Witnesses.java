package org.rationale.explanations;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.expr.nodevalue.NodeValueOps;
import org.apache.jena.sparql.graph.NodeTransform;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;

/**
 * Terms that stand for the open variables of plans while these are tried out: one that nothing is
 * known of or, where conditions ask for more, the first that fulfils them of the numbers and terms
 * around those that the conditions name and of the known ones.
 */
final class Witnesses {

  private static final String NAMESPACE = "urn:rationale:some:";
  private static final int MOST_COMBINATIONS = 5_000;
  private static final int MOST_KNOWN = 60;

  private final FactIndex facts;

  Witnesses(FactIndex facts) {
    this.facts = facts;
  }

  /** The plan's changes on top of a candidate's, if there are terms for its variables. */
  Optional<Candidate> extend(Candidate base, Abduction.Plan plan) {
    Set<Node> open = new LinkedHashSet<>();
    plan.additions().forEach(addition -> collect(addition, open));
    Set<Node> constrained = new LinkedHashSet<>();
    for (Abduction.Condition condition : plan.conditions()) {
      for (Var variable : condition.expression().getVarsMentioned()) {
        Node term = plan.substitution().of(Substitution.copy(variable, condition.copy()));
        if (term.isVariable()) {
          constrained.add(term);
        }
      }
      condition
          .variable()
          .map(plan.substitution()::of)
          .filter(Node::isVariable)
          .ifPresent(constrained::add);
    }
    Map<Node, String> names = names(base, open, constrained);
    Substitution chosen = plan.substitution();
    for (Node variable : open) {
      if (!constrained.contains(variable)) {
        chosen = chosen.with(variable, fresh(name(variable, names)));
      }
    }
    Optional<Substitution> fulfilled = fulfil(plan, chosen, new ArrayList<>(constrained), names);
    if (fulfilled.isEmpty()) {
      return Optional.empty();
    }
    Map<Change, Triple> changes = new LinkedHashMap<>(base.changes());
    for (Triple addition : plan.additions()) {
      Triple ground = fulfilled.get().of(addition);
      if (!ground.isConcrete() || ground.getSubject().isLiteral()) {
        return Optional.empty();
      }
      changes.put(new Change.Add(ground), shown(addition, names));
    }
    plan.removals().forEach(removal -> changes.put(new Change.Remove(removal), removal));
    if (changes.keySet().stream().map(Change::statement).distinct().count() < changes.size()) {
      return Optional.empty(); // It takes back what was added.
    }
    Map<String, Node> witnesses = new LinkedHashMap<>(base.witnesses());
    for (Node variable : open) {
      witnesses.put(name(variable, names), fulfilled.get().of(variable));
    }
    List<String> conditions = new ArrayList<>(base.conditions());
    plan.conditions().forEach(condition -> conditions.add(words(condition, plan, names)));
    return Optional.of(new Candidate(changes, witnesses, conditions));
  }

  /** A term that stood for an earlier variable is that variable again. */
  private static Triple shown(Triple addition, Map<Node, String> names) {
    return Triple.create(
        shown(addition.getSubject(), names),
        shown(addition.getPredicate(), names),
        shown(addition.getObject(), names));
  }

  private static Node shown(Node node, Map<Node, String> names) {
    if (node.isVariable()) {
      return Var.alloc(name(node, names));
    }
    return isFresh(node) ? Var.alloc(node.getURI().substring(NAMESPACE.length())) : node;
  }

  private static String name(Node variable, Map<Node, String> names) {
    return names.getOrDefault(variable, plain(variable.getName()));
  }

  /** Whether nothing is known of a term. */
  static boolean isFresh(Node node) {
    return node.isURI() && node.getURI().startsWith(NAMESPACE);
  }

  private static void collect(Triple pattern, Set<Node> open) {
    for (Node node : List.of(pattern.getSubject(), pattern.getPredicate(), pattern.getObject())) {
      if (node.isVariable()) {
        open.add(node);
      }
    }
  }

  private static Map<Node, String> names(Candidate base, Set<Node> open, Set<Node> constrained) {
    Set<String> used = new HashSet<>(base.witnesses().keySet());
    Map<Node, String> names = new LinkedHashMap<>();
    Set<Node> all = new LinkedHashSet<>(open);
    all.addAll(constrained);
    for (Node variable : all) {
      String plain = plain(variable.getName());
      String name = plain;
      for (int i = 2; !used.add(name); i++) {
        name = plain + i;
      }
      names.put(variable, name);
    }
    return names;
  }

  /** The name that a rule's text gives a variable. */
  static String plain(String name) {
    int copy = name.lastIndexOf('#');
    String letters = (copy < 0 ? name : name.substring(0, copy)).replaceAll("[^\\p{L}\\p{N}_]", "");
    return letters.isEmpty() ? "x" : letters;
  }

  /** A term that nothing is known of. */
  static Node fresh(String name) {
    return NodeFactory.createURI(NAMESPACE + name);
  }

  private Optional<Substitution> fulfil(
      Abduction.Plan plan, Substitution chosen, List<Node> open, Map<Node, String> names) {
    if (open.isEmpty()) {
      return fulfils(plan, chosen);
    }
    List<List<Node>> options = new ArrayList<>();
    for (Node variable : open) {
      boolean isResult =
          plan.conditions().stream()
              .anyMatch(
                  c ->
                      c.variable()
                          .map(plan.substitution()::of)
                          .filter(variable::equals)
                          .isPresent());
      List<Node> terms = new ArrayList<>();
      if (!isResult) {
        terms.add(fresh(name(variable, names)));
        terms.addAll(options(plan, variable));
      }
      options.add(terms);
    }
    int[] at = new int[options.size()];
    for (int tried = 0; tried < MOST_COMBINATIONS; tried++) {
      Substitution attempt = chosen;
      for (int i = 0; i < at.length; i++) {
        if (!options.get(i).isEmpty()) {
          attempt = attempt.with(open.get(i), options.get(i).get(at[i]));
        }
      }
      Optional<Substitution> fulfilled = fulfils(plan, attempt);
      if (fulfilled.isPresent()) {
        return fulfilled;
      }
      int i = 0;
      while (i < at.length && ++at[i] >= options.get(i).size()) {
        at[i++] = 0;
      }
      if (i == at.length) {
        break;
      }
    }
    return Optional.empty();
  }

  private static Optional<Substitution> fulfils(Abduction.Plan plan, Substitution chosen) {
    Substitution bound = chosen;
    List<Abduction.Condition> left = new ArrayList<>(plan.conditions());
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Abduction.Condition condition : List.copyOf(left)) {
        if (!Conditions.isReady(condition.expression(), condition.copy(), bound)) {
          continue;
        }
        left.remove(condition);
        moved = true;
        Optional<Substitution> after = fulfils(condition, bound);
        if (after.isEmpty()) {
          return Optional.empty();
        }
        bound = after.get();
      }
    }
    return left.isEmpty() ? Optional.of(bound) : Optional.empty();
  }

  private static Optional<Substitution> fulfils(Abduction.Condition condition, Substitution bound) {
    return condition
        .variable()
        .map(
            variable ->
                Conditions.value(condition.expression(), condition.copy(), bound)
                    .flatMap(value -> bound.unify(variable, value)))
        .orElseGet(
            () ->
                Conditions.holds(condition.expression(), condition.copy(), bound)
                    ? Optional.of(bound)
                    : Optional.empty());
  }

  /** Terms around the constants that the conditions name, then known ones of the same place. */
  private List<Node> options(Abduction.Plan plan, Node variable) {
    Set<Node> terms = new LinkedHashSet<>();
    for (Abduction.Condition condition : plan.conditions()) {
      constants(condition.expression(), terms);
      for (Var mentioned : condition.expression().getVarsMentioned()) {
        Node value = plan.substitution().of(Substitution.copy(mentioned, condition.copy()));
        if (value.isConcrete()) {
          around(value, terms);
        }
      }
    }
    for (Triple addition : plan.additions()) {
      int known = 0;
      for (Triple fact :
          facts.candidates(
              addition.getPredicate().isConcrete()
                  ? Triple.create(Var.alloc("s"), addition.getPredicate(), Var.alloc("o"))
                  : addition)) {
        if (++known > MOST_KNOWN) {
          break;
        }
        if (addition.getSubject().equals(variable)) {
          terms.add(fact.getSubject());
        }
        if (addition.getObject().equals(variable)) {
          terms.add(fact.getObject());
        }
      }
    }
    return List.copyOf(terms);
  }

  private static void constants(Expr expression, Set<Node> terms) {
    if (expression.isConstant()) {
      around(expression.getConstant().asNode(), terms);
    } else if (expression.isFunction()) {
      expression.getFunction().getArgs().forEach(argument -> constants(argument, terms));
    }
  }

  private static void around(Node constant, Set<Node> terms) {
    terms.add(constant);
    NodeValue value = NodeValue.makeNode(constant);
    if (value.isNumber()) {
      NodeValue one = NodeValue.makeInteger(1);
      terms.add(NodeValueOps.additionNV(value, one).asNode());
      terms.add(NodeValueOps.subtractionNV(value, one).asNode());
    }
  }

  private static String words(
      Abduction.Condition condition, Abduction.Plan plan, Map<Node, String> names) {
    NodeTransform named =
        node -> {
          if (!node.isVariable()) {
            return node;
          }
          Node term = plan.substitution().of(Substitution.copy(node, condition.copy()));
          return term.isVariable() ? Var.alloc(name(term, names)) : term;
        };
    String words = Conditions.words(condition.expression().applyNodeTransform(named));
    return condition
        .variable()
        .map(plan.substitution()::of)
        .map(
            term ->
                (term.isVariable() ? "?" + name(term, names) : Wording.ntriples(term))
                    + " = "
                    + words)
        .orElse(words);
  }

  /** A candidate with known terms for its variables, and whether these are all. */
  record Groundings(List<Candidate> candidates, boolean all) {}

  /** Every way to put terms of a program in place of a candidate's witnesses. */
  static Groundings groundings(Candidate candidate, Revisable program, int most) {
    List<Node> terms = List.copyOf(terms(program));
    List<String> open = List.copyOf(candidate.witnesses().keySet());
    List<Candidate> candidates = new ArrayList<>();
    boolean all = Math.pow(terms.size(), open.size()) <= most;
    int[] at = new int[open.size()];
    while (candidates.size() < most && !terms.isEmpty()) {
      Map<String, Node> chosen = new LinkedHashMap<>();
      for (int i = 0; i < at.length; i++) {
        chosen.put(open.get(i), terms.get(at[i]));
      }
      Map<Change, Triple> changes = new LinkedHashMap<>();
      candidate
          .changes()
          .forEach(
              (change, shown) -> {
                Change ground = with(change, shown, chosen);
                changes.put(ground, ground.statement());
              });
      boolean isSound =
          changes.keySet().stream()
              .filter(Change.Add.class::isInstance)
              .noneMatch(
                  add ->
                      add.statement().getSubject().isLiteral()
                          || program.graph().isCertain(add.statement()));
      long distinct = changes.values().stream().distinct().count();
      if (isSound && distinct == candidate.size()) {
        candidates.add(new Candidate(changes, Map.of(), List.of()));
      }
      int i = 0;
      while (i < at.length && ++at[i] >= terms.size()) {
        at[i++] = 0;
      }
      if (i == at.length) {
        break;
      }
    }
    return new Groundings(candidates, all);
  }

  private static Change with(Change change, Triple shown, Map<String, Node> chosen) {
    return change instanceof Change.Add
        ? new Change.Add(
            Triple.create(
                with(shown.getSubject(), chosen),
                with(shown.getPredicate(), chosen),
                with(shown.getObject(), chosen)))
        : change;
  }

  private static Node with(Node shown, Map<String, Node> chosen) {
    return shown.isVariable() ? chosen.getOrDefault(shown.getName(), shown) : shown;
  }

  /** The terms of a program's facts and of its rules, in an order of their own. */
  static Set<Node> terms(Revisable program) {
    Set<Node> terms = new LinkedHashSet<>();
    program.graph().statements().forEach(fact -> addAll(fact, terms));
    terms(program.rules(), terms);
    return terms;
  }

  /** Adds the constants of rules. */
  static void terms(List<Rule> rules, Set<Node> terms) {
    for (Rule rule : rules) {
      rule.head().forEach(template -> addAll(template, terms));
      rule.body().forEach(element -> addAll(element, terms));
    }
  }

  private static void addAll(BodyElement element, Set<Node> terms) {
    switch (element) {
      case BodyElement.Pattern(Triple pattern) -> addAll(pattern, terms);
      case BodyElement.Negation negation -> negation.body().forEach(inner -> addAll(inner, terms));
      case BodyElement.Filter filter -> {}
      case BodyElement.Assignment assignment -> {}
    }
  }

  private static void addAll(Triple pattern, Set<Node> terms) {
    for (Node node : List.of(pattern.getSubject(), pattern.getPredicate(), pattern.getObject())) {
      if (node.isConcrete()) {
        terms.add(node);
      }
    }
  }
}
