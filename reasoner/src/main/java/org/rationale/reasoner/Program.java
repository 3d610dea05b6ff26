package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;
import org.rationale.rules.Stratification;

/**
 * Rules compiled and put in layers, with what is needed to find the few that a row concerns.
 * Immutable.
 */
final class Program {

  private final List<CompiledRule> rules = new ArrayList<>();
  private final List<Layer> layers = new ArrayList<>();
  private final Dispatch heads = new Dispatch();
  private final PathNeeds needs = new PathNeeds();
  private int maximumSlots;
  private int maximumAtoms;
  private boolean readsGiven;

  /** One pattern of a rule that a row may fill. */
  record Trigger(CompiledRule rule, CompiledRule.Start start) {}

  /** Rules that run together to their fixpoint. */
  static final class Layer {

    private final int number;
    private final List<CompiledRule> withoutPatterns = new ArrayList<>();
    private final Dispatch bodies = new Dispatch();
    private final Dispatch negations = new Dispatch();
    private boolean hasUncertainRules;

    private Layer(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    /** Rules whose body has no pattern. */
    List<CompiledRule> withoutPatterns() {
      return withoutPatterns;
    }

    /** From a row to the patterns of bodies that it may fill. */
    Dispatch bodies() {
      return bodies;
    }

    /** From a row to the patterns of negations that it may fill. */
    Dispatch negations() {
      return negations;
    }

    boolean hasUncertainRules() {
      return hasUncertainRules;
    }
  }

  /** Triggers by the constants of their patterns, in the order of the rules. */
  static final class Dispatch {

    private static final List<Trigger> NONE = List.of();

    private final Int2ObjectOpenHashMap<ByObject> byPredicate = new Int2ObjectOpenHashMap<>();
    private final List<Trigger> anyPredicate = new ArrayList<>();
    private boolean empty = true;

    private static final class ByObject {
      private final List<Trigger> anyObject = new ArrayList<>();
      private final Int2ObjectOpenHashMap<List<Trigger>> byObject = new Int2ObjectOpenHashMap<>();

      private List<Trigger> of(int o) {
        List<Trigger> triggers = byObject.isEmpty() ? null : byObject.get(o);
        return triggers == null ? NONE : triggers;
      }
    }

    boolean isEmpty() {
      return empty;
    }

    private void add(Trigger trigger, int p, int o) {
      empty = false;
      if (p < 0) {
        anyPredicate.add(trigger);
        return;
      }
      ByObject ofPredicate = byPredicate.computeIfAbsent(p, key -> new ByObject());
      if (o < 0) {
        ofPredicate.anyObject.add(trigger);
      } else {
        ofPredicate.byObject.computeIfAbsent(o, key -> new ArrayList<>(1)).add(trigger);
      }
    }

    /** Triggers whose object is open, for a row with this predicate. */
    List<Trigger> ofPredicate(int p) {
      ByObject ofPredicate = byPredicate.get(p);
      return ofPredicate == null ? NONE : ofPredicate.anyObject;
    }

    /** Triggers with this very object. */
    List<Trigger> ofObject(int p, int o) {
      ByObject ofPredicate = byPredicate.get(p);
      if (ofPredicate == null) {
        return NONE;
      }
      return ofPredicate.of(o);
    }

    /** Calls the starter with each trigger for a row with this predicate and object. */
    void start(int p, int o, int row, Phase.Starter starter) {
      ByObject ofPredicate = byPredicate.get(p);
      if (ofPredicate != null) {
        each(ofPredicate.anyObject, row, starter);
        each(ofPredicate.of(o), row, starter);
      }
      each(anyPredicate, row, starter);
    }

    private static void each(List<Trigger> triggers, int row, Phase.Starter starter) {
      for (int i = 0; i < triggers.size(); i++) {
        starter.start(triggers.get(i), row);
      }
    }

    /** Triggers whose predicate is open. */
    List<Trigger> ofAny() {
      return anyPredicate;
    }
  }

  /**
   * Compiles rules.
   *
   * @param terms takes the rules' constants
   */
  Program(RuleSet ruleSet, TermTable terms) {
    IdentityHashMap<Rule, Integer> positions = new IdentityHashMap<>();
    ruleSet.rules().forEach(rule -> positions.put(rule, positions.size()));
    CompiledRule[] compiled = new CompiledRule[ruleSet.rules().size()];
    List<List<Rule>> stratified = Stratification.of(ruleSet.rules()).layers();
    for (int number = 0; number < stratified.size(); number++) {
      layers.add(new Layer(number));
      for (Rule rule : stratified.get(number)) {
        Integer position = positions.get(rule);
        if (position == null) {
          throw new IllegalStateException(
              "Stratification made the rule (%s).".formatted(rule.id()));
        }
        compiled[position] = new RuleCompiler(rule, terms, needs).compile(position, number);
      }
    }
    for (CompiledRule rule : compiled) {
      add(rule);
    }
  }

  private void add(CompiledRule rule) {
    rules.add(rule);
    maximumSlots = Math.max(maximumSlots, rule.slotNames().length);
    maximumAtoms = Math.max(maximumAtoms, rule.atoms());
    readsGiven |= rule.atoms() > 0 && rule.rule().dataOnly();
    Layer layer = layers.get(rule.layer());
    layer.hasUncertainRules |= !rule.isCertain();
    if (rule.atoms() == 0) {
      layer.withoutPatterns.add(rule);
    }
    for (CompiledRule.Start start : rule.starts()) {
      layer.bodies.add(new Trigger(rule, start), start.row().p(), start.row().o());
    }
    for (CompiledRule.Absent absent : rule.absents()) {
      maximumAtoms = Math.max(maximumAtoms, absent.atoms());
      BodyElement.Negation negation = absent.negation();
      readsGiven |= negation.dataOnly() || rule.rule().dataOnly();
      for (CompiledRule.Start start : absent.starts()) {
        layer.negations.add(new Trigger(rule, start), start.row().p(), start.row().o());
      }
    }
    for (CompiledRule.Template template : rule.head()) {
      // What is built may be any term.
      Step.Join row = template.start().row();
      heads.add(
          new Trigger(rule, template.start()),
          row.onP() == Step.COMPARE ? row.p() : -1,
          row.onO() == Step.COMPARE ? row.o() : -1);
    }
  }

  List<CompiledRule> rules() {
    return rules;
  }

  List<Layer> layers() {
    return layers;
  }

  /** From a row to the templates of heads that may have concluded it. */
  Dispatch heads() {
    return heads;
  }

  /** The paths that closing takes. */
  PathNeeds needs() {
    return needs;
  }

  int maximumSlots() {
    return maximumSlots;
  }

  int maximumAtoms() {
    return maximumAtoms;
  }

  /** Whether any pattern tells given rows from concluded ones. */
  boolean readsGiven() {
    return readsGiven;
  }
}
