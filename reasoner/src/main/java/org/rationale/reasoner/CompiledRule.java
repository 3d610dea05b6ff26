package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.rationale.kg.Sha256;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;

/**
 * A rule made ready for matching: variables are slots of an int array, constants are term numbers,
 * and for each pattern of the body there is a plan that starts from it.
 *
 * @param rule what was compiled
 * @param slotNames the variable of each slot; empty for slots that only serve a negation or the
 *     inside of a triple term
 * @param substitutionSlots the slots of the body's own variables, in the order in which the body
 *     meets them
 * @param slots how many there are
 * @param atoms the body's patterns, in the order written
 * @param plans one for each atom: the steps that follow once that atom is matched
 * @param planWithoutAtoms for a body without patterns
 * @param head one for each triple template
 */
record CompiledRule(
    Rule rule,
    List<Optional<String>> slotNames,
    int[] substitutionSlots,
    int slots,
    List<Atom> atoms,
    List<List<Step>> plans,
    List<Step> planWithoutAtoms,
    List<Template> head) {

  boolean hasNegation() {
    return rule.body().stream().anyMatch(BodyElement.Negation.class::isInstance);
  }

  boolean isCertain() {
    return rule.probability().isCertain();
  }

  /**
   * A triple pattern over numbers: a component that is not negative is a term, a negative one is
   * the complement of a slot.
   */
  record Atom(int index, int s, int p, int o, boolean dataOnly, List<Destructure> inside) {}

  /** Matches the triple term in a slot against a pattern with variables. */
  record Destructure(int slot, Node pattern, Map<Var, Integer> slots) {}

  /** One step of a plan. */
  sealed interface Step {

    /** Matches an atom and binds its slots. */
    record Match(Atom atom) implements Step {}

    /** Keeps the solution where the expression is true. */
    record Test(Expr expression, Map<Var, Integer> slots) implements Step {}

    /** Sets a slot or, where it is set, compares. */
    record Assign(int slot, Expr expression, Map<Var, Integer> slots) implements Step {}

    /** Looks for what must not hold. */
    record Absent(BodyElement.Negation negation, List<Step> inner, Map<Var, Integer> outer)
        implements Step {}
  }

  /** A head triple; variables that are no slot's make new blank nodes. */
  record Template(Node s, Node p, Node o) {}

  static CompiledRule of(Rule rule, TermTable terms) {
    return new Compiler(rule, terms).compile();
  }

  /** Turns one rule into its compiled form. */
  private static final class Compiler {

    private final Rule rule;
    private final TermTable terms;
    private final Map<Var, Integer> slotOf = new LinkedHashMap<>();
    private int slots;

    Compiler(Rule rule, TermTable terms) {
      this.rule = rule;
      this.terms = terms;
    }

    CompiledRule compile() {
      List<Atom> atoms = new ArrayList<>();
      List<Step> others = new ArrayList<>();
      List<Step.Absent> absents = new ArrayList<>();
      Set<Var> earlier = new LinkedHashSet<>();
      for (BodyElement element : rule.body()) {
        switch (element) {
          case BodyElement.Pattern pattern -> {
            atoms.add(atom(atoms.size(), pattern.triple(), rule.dataOnly(), slotOf));
            earlier.addAll(slotOf.keySet());
          }
          case BodyElement.Filter filter ->
              others.add(new Step.Test(filter.expression(), slotsOf(filter.expression(), slotOf)));
          case BodyElement.Assignment assignment -> {
            Map<Var, Integer> used = slotsOf(assignment.expression(), slotOf);
            int slot = slotOf.computeIfAbsent(assignment.variable(), v -> slots++);
            others.add(new Step.Assign(slot, assignment.expression(), used));
            earlier.addAll(slotOf.keySet());
          }
          case BodyElement.Negation negation -> absents.add(absent(negation, earlier));
        }
      }
      int[] substitutionSlots =
          slotOf.values().stream().mapToInt(Integer::intValue).sorted().toArray();
      List<Optional<String>> names = new ArrayList<>();
      for (int slot = 0; slot < slots; slot++) {
        names.add(Optional.empty());
      }
      slotOf.forEach((variable, slot) -> names.set(slot, Optional.of(variable.getVarName())));
      List<List<Step>> plans = new ArrayList<>();
      for (Atom pivot : atoms) {
        List<Atom> rest = new ArrayList<>(atoms);
        rest.remove(pivot);
        plans.add(plan(slotsOf(pivot), rest, others, absents));
      }
      return new CompiledRule(
          rule,
          names,
          substitutionSlots,
          slots,
          List.copyOf(atoms),
          plans,
          plan(Set.of(), atoms, others, absents),
          rule.head().stream()
              .map(t -> new Template(t.getSubject(), t.getPredicate(), t.getObject()))
              .toList());
    }

    private Step.Absent absent(BodyElement.Negation negation, Set<Var> earlier) {
      // A variable that the body has not met before the negation is the negation's own, even where
      // a later pattern uses the same name.
      Map<Var, Integer> scope = new LinkedHashMap<>();
      earlier.forEach(variable -> scope.put(variable, slot(variable)));
      Map<Var, Integer> outer = new LinkedHashMap<>(scope);
      List<Atom> inner = new ArrayList<>();
      List<Step> tests = new ArrayList<>();
      for (BodyElement element : negation.body()) {
        switch (element) {
          case BodyElement.Pattern pattern ->
              inner.add(
                  atom(
                      inner.size(),
                      pattern.triple(),
                      negation.dataOnly() || rule.dataOnly(),
                      scope));
          case BodyElement.Filter filter ->
              tests.add(new Step.Test(filter.expression(), slotsOf(filter.expression(), scope)));
          case BodyElement.Assignment assignment -> throw unexpected(assignment);
          case BodyElement.Negation nested -> throw unexpected(nested);
        }
      }
      return new Step.Absent(
          negation, plan(new LinkedHashSet<>(outer.values()), inner, tests, List.of()), outer);
    }

    private IllegalArgumentException unexpected(BodyElement element) {
      return new IllegalArgumentException(
          "A negation of the rule (%s) holds an element (%s) that is neither pattern nor filter."
              .formatted(rule.id(), element));
    }

    private int slot(Var variable) {
      Integer slot = slotOf.get(variable);
      if (slot == null) {
        throw new IllegalArgumentException(
            "The variable (%s) of the rule (%s) is not bound.".formatted(variable, rule.id()));
      }
      return slot;
    }

    private Atom atom(int index, Triple triple, boolean dataOnly, Map<Var, Integer> scope) {
      List<Destructure> inside = new ArrayList<>();
      return new Atom(
          index,
          component(triple.getSubject(), scope, inside),
          component(triple.getPredicate(), scope, inside),
          component(triple.getObject(), scope, inside),
          dataOnly,
          List.copyOf(inside));
    }

    private int component(Node node, Map<Var, Integer> scope, List<Destructure> inside) {
      if (node instanceof Var variable) {
        return ~scope.computeIfAbsent(variable, v -> slots++);
      }
      if (node.isTripleTerm() && !node.isConcrete()) {
        int slot = slots++;
        Map<Var, Integer> used = new LinkedHashMap<>();
        collect(node, scope, used);
        inside.add(new Destructure(slot, node, used));
        return ~slot;
      }
      return terms.number(node);
    }

    private void collect(Node node, Map<Var, Integer> scope, Map<Var, Integer> used) {
      if (node instanceof Var variable) {
        used.put(variable, scope.computeIfAbsent(variable, v -> slots++));
      } else if (node.isTripleTerm()) {
        Triple triple = node.getTriple();
        collect(triple.getSubject(), scope, used);
        collect(triple.getPredicate(), scope, used);
        collect(triple.getObject(), scope, used);
      }
    }

    private static Map<Var, Integer> slotsOf(Expr expression, Map<Var, Integer> scope) {
      Map<Var, Integer> used = new LinkedHashMap<>();
      for (Var variable : expression.getVarsMentioned()) {
        Integer slot = scope.get(variable);
        if (slot != null) {
          used.put(variable, slot);
        }
      }
      return used;
    }

    private static Set<Integer> slotsOf(Atom atom) {
      Set<Integer> bound = new LinkedHashSet<>();
      for (int component : new int[] {atom.s(), atom.p(), atom.o()}) {
        if (component < 0) {
          bound.add(~component);
        }
      }
      atom.inside().forEach(inner -> bound.addAll(inner.slots().values()));
      return bound;
    }

    /** Orders atoms by how much is bound when their turn comes; tests run as soon as they can. */
    private static List<Step> plan(
        Set<Integer> given, List<Atom> atoms, List<Step> others, List<Step.Absent> absents) {
      Set<Integer> bound = new LinkedHashSet<>(given);
      List<Atom> waiting = new ArrayList<>(atoms);
      List<Step> undone = new ArrayList<>(others);
      List<Step> plan = new ArrayList<>();
      while (true) {
        boolean ready = true;
        while (ready) {
          ready = false;
          for (Step step : List.copyOf(undone)) {
            if (bound.containsAll(needs(step))) {
              plan.add(step);
              undone.remove(step);
              if (step instanceof Step.Assign assign) {
                ready |= bound.add(assign.slot());
              }
            }
          }
        }
        if (waiting.isEmpty()) {
          break;
        }
        Atom best = waiting.getFirst();
        for (Atom atom : waiting) {
          if (score(atom, bound) > score(best, bound)) {
            best = atom;
          }
        }
        waiting.remove(best);
        plan.add(new Step.Match(best));
        bound.addAll(slotsOf(best));
      }
      plan.addAll(undone);
      plan.addAll(absents);
      return List.copyOf(plan);
    }

    private static Collection<Integer> needs(Step step) {
      return switch (step) {
        case Step.Test test -> test.slots().values();
        case Step.Assign assign -> assign.slots().values();
        case Step.Match match -> slotsOf(match.atom());
        case Step.Absent absent -> absent.outer().values();
      };
    }

    /**
     * A bound variable narrows far more than a constant: a class or a property has many members.
     */
    private static int score(Atom atom, Set<Integer> bound) {
      int score = 0;
      int[] components = {atom.s(), atom.p(), atom.o()};
      for (int component : components) {
        if (component >= 0) {
          score += 1;
        } else if (bound.contains(~component)) {
          score += 4;
        }
      }
      return score;
    }
  }

  /** Whether the head has variables that the body does not bind: each makes a blank node. */
  boolean makesBlankNodes() {
    return head.stream()
        .flatMap(template -> Stream.of(template.s(), template.p(), template.o()))
        .anyMatch(this::makesBlankNode);
  }

  private boolean makesBlankNode(Node node) {
    if (node instanceof Var variable) {
      return !slotNames.contains(Optional.of(variable.getVarName()));
    }
    if (!node.isTripleTerm() || node.isConcrete()) {
      return false;
    }
    Triple inner = node.getTriple();
    return makesBlankNode(inner.getSubject())
        || makesBlankNode(inner.getPredicate())
        || makesBlankNode(inner.getObject());
  }

  /** The same for the same substitution, whatever the order of matching. */
  String blankName(int[] solution, TermTable terms) {
    StringBuilder key = new StringBuilder(rule.id());
    for (int slot : substitutionSlots) {
      key.append(' ').append(NodeFmtLib.strNT(terms.term(solution[slot])));
    }
    return "r" + Sha256.of(key.toString()).substring(0, 24);
  }

  /** Whether RDF allows it: a literal, say, cannot be a subject. Others are not concluded. */
  static boolean isStatement(Triple triple) {
    Node subject = triple.getSubject();
    return (subject.isURI() || subject.isBlank()) && triple.getPredicate().isURI();
  }

  /** The conclusion of a template under a solution; new blank nodes get names of their own. */
  Triple conclude(Template template, int[] solution, TermTable terms, String blankName) {
    return Triple.create(
        instance(template.s(), solution, terms, blankName),
        instance(template.p(), solution, terms, blankName),
        instance(template.o(), solution, terms, blankName));
  }

  private Node instance(Node node, int[] solution, TermTable terms, String blankName) {
    if (node instanceof Var variable) {
      String name = variable.getVarName();
      int slot = slotNames.indexOf(Optional.of(name));
      return slot >= 0
          ? terms.term(solution[slot])
          : NodeFactory.createBlankNode(blankName + name.replaceAll("[^A-Za-z0-9]", ""));
    }
    if (node.isTripleTerm() && !node.isConcrete()) {
      Triple inner = node.getTriple();
      return NodeFactory.createTripleTerm(
          instance(inner.getSubject(), solution, terms, blankName),
          instance(inner.getPredicate(), solution, terms, blankName),
          instance(inner.getObject(), solution, terms, blankName));
    }
    return node;
  }
}
