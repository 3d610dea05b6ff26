package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunctionN;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.expr.ExprVar;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.function.FunctionEnv;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;
import org.rationale.kg.UncertainFact;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;

/**
 * Rules as they are in one sampled world after the other. A rule that may fire or not has a filter
 * more, which is true where its coin falls so. A coin is a hash of the seed, the world, the rule
 * (or its choice) and the substitution: the same however often and in whatever order it is asked
 * for. Confined to one thread.
 */
final class SampledRules {

  private final long seed;
  private final RuleSet rules;
  private final Set<String> uncertain = new LinkedHashSet<>();
  private @Nullable Long world;

  SampledRules(RuleSet given, long seed) {
    this.seed = seed;
    Map<Node, Double> taken = new HashMap<>();
    List<Rule> sampled = new ArrayList<>();
    for (Rule rule : given.rules()) {
      double p = rule.probability().value();
      if (rule.choice().isEmpty() && rule.probability().isCertain()) {
        sampled.add(rule);
      } else {
        double from = rule.choice().map(choice -> taken.getOrDefault(choice, 0.0)).orElse(0.0);
        rule.choice().ifPresent(choice -> taken.put(choice, from + p));
        uncertain.add(rule.id());
        sampled.add(
            tossed(rule, rule.choice().map(NodeFmtLib::strNT).orElse(rule.id()), from, from + p));
      }
    }
    this.rules = new RuleSet(sampled, given.data(), given.prefixes());
  }

  private Rule tossed(Rule rule, String what, double from, double to) {
    Set<Var> variables = new LinkedHashSet<>();
    for (BodyElement element : rule.body()) {
      switch (element) {
        case BodyElement.Pattern pattern -> collect(pattern.triple(), variables);
        case BodyElement.Assignment assignment -> variables.add(assignment.variable());
        case BodyElement.Filter filter -> {}
        case BodyElement.Negation negation -> {}
      }
    }
    List<BodyElement> body = new ArrayList<>(rule.body());
    body.add(new BodyElement.Filter(new Coin(what, from, to, List.copyOf(variables))));
    return new Rule(
        rule.id(),
        rule.text(),
        rule.source(),
        Probability.ONE,
        Optional.empty(),
        rule.head(),
        body,
        rule.dataOnly(),
        rule.place());
  }

  private static void collect(Triple pattern, Set<Var> variables) {
    for (Node node : List.of(pattern.getSubject(), pattern.getPredicate(), pattern.getObject())) {
      if (node instanceof Var variable) {
        variables.add(variable);
      } else if (node.isTripleTerm()) {
        collect(node.getTriple(), variables);
      }
    }
  }

  /** The rules, whose coins fall as in the world that was entered last; before, none fires. */
  RuleSet rules() {
    return rules;
  }

  /** Which of them have coins. */
  Predicate<Rule> haveCoins() {
    return rule -> uncertain.contains(rule.id());
  }

  void enter(long number) {
    world = number;
  }

  /** A number in [0, 1) for something in a world. */
  private static double fall(long seed, long number, String what) {
    return (hash(seed, number, what) >>> 11) * 0x1p-53;
  }

  /** The uncertain facts that hold in the world that was entered last, each as a certain one. */
  List<Background.Sourced> facts(List<UncertainFact> facts) {
    long number = Objects.requireNonNull(world, "A world was entered.");
    Map<Node, Double> taken = new HashMap<>();
    List<Background.Sourced> held = new ArrayList<>();
    for (int i = 0; i < facts.size(); i++) {
      UncertainFact fact = facts.get(i);
      Optional<Node> choice = fact.choice();
      double from = choice.map(node -> taken.getOrDefault(node, 0.0)).orElse(0.0);
      double to = from + fact.probability().value();
      choice.ifPresent(node -> taken.put(node, to));
      double fallen =
          fall(
              seed,
              number,
              choice.map(node -> "choice " + NodeFmtLib.strNT(node)).orElse("source " + i));
      if (from <= fallen && fallen < to) {
        held.add(
            new Background.Sourced(
                fact.statement(),
                new Origin.Asserted(fact.source(), Probability.ONE, Optional.empty())));
      }
    }
    return held;
  }

  /**
   * FNV-1a over the text, then the finalizer of MurmurHash3 (Appleby), with the seed and the number
   * mixed in between.
   */
  static long hash(long seed, long number, String text) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return mix(hash ^ mix(number + mix(seed + 0x9E3779B97F4A7C15L)));
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }

  /** True where what is tossed for a substitution falls into an interval. */
  private final class Coin extends ExprFunctionN {

    private final String what;
    private final double from;
    private final double to;
    private final List<Var> variables;

    Coin(String what, double from, double to, List<Var> variables) {
      super("coin", variables.stream().map(ExprVar::new).toArray(Expr[]::new));
      this.what = what;
      this.from = from;
      this.to = to;
      this.variables = variables;
    }

    @Override
    protected NodeValue evalSpecial(Binding binding, FunctionEnv env) {
      Long number = world;
      if (number == null) {
        return NodeValue.FALSE;
      }
      StringBuilder key = new StringBuilder("rule ").append(what);
      for (Var variable : variables) {
        key.append('\n').append(NodeFmtLib.strNT(binding.get(variable)));
      }
      double fallen = fall(seed, number, key.toString());
      return NodeValue.booleanReturn(from <= fallen && fallen < to);
    }

    @Override
    public NodeValue eval(List<NodeValue> values) {
      throw new IllegalStateException("A coin falls for a whole solution.");
    }

    @Override
    public Expr copy(ExprList arguments) {
      return this;
    }
  }
}
