package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/**
 * Finds the derivations of a row by matching the rules that could conclude it against a closed
 * table. Confined to one thread; the table does not change meanwhile.
 */
final class Derivations {

  private final ProofStore store;
  private final FactTable facts;
  private final Matcher matcher;
  private boolean hasFirst;

  Derivations(ProofStore store) {
    this.store = store;
    this.facts = store.facts();
    facts.completePaths();
    this.matcher = new Matcher(facts, store.program(), false);
  }

  /**
   * Calls the consumer with each match once: how the row was first concluded, then the others in
   * the order of rules and of substitutions.
   */
  void of(int row, Consumer<Match> consumer) {
    List<Match.OfRule> matches = new ArrayList<>();
    hasFirst = false;
    search(row, matches);
    matches
        .subList(hasFirst ? 1 : 0, matches.size())
        .sort(
            Comparator.comparingInt((Match.OfRule match) -> match.rule().index())
                .thenComparing(Match.OfRule::solution, Arrays::compare));
    matches.forEach(consumer);
  }

  /** Whether there is any. */
  boolean any(int row) {
    List<Match.OfRule> matches = new ArrayList<>();
    search(row, matches);
    return !matches.isEmpty();
  }

  private void search(int row, List<Match.OfRule> matches) {
    Program.Dispatch heads = store.program().heads();
    search(heads.ofObject(facts.predicate(row), facts.object(row)), row, matches);
    search(heads.ofPredicate(facts.predicate(row)), row, matches);
    search(heads.ofAny(), row, matches);
  }

  private void search(List<Program.Trigger> triggers, int row, List<Match.OfRule> matches) {
    for (Program.Trigger trigger : triggers) {
      if (trigger.rule().hasNegation() && trigger.rule().layer() > store.lastLayer()) {
        // What it looked for in vain might have been found, had there been time.
        continue;
      }
      matcher.from(
          trigger.rule(),
          trigger.start(),
          row,
          false,
          rule -> {
            if (concludesFirst(rule, trigger.start(), row) && !matcher.isBlocked(rule, true)) {
              Match.OfRule match =
                  new Match.OfRule(
                      rule,
                      solution(rule),
                      Arrays.stream(matcher.premises(), 0, rule.atoms()).distinct().toArray(),
                      matcher.absences(rule));
              if (store.isFirst(row, rule, matcher.premises())) {
                matches.addFirst(match);
                hasFirst = true;
              } else {
                matches.add(match);
              }
            }
            return true;
          });
    }
  }

  /** The body's own variables; slots that only served the search are left out. */
  private int[] solution(CompiledRule rule) {
    int[] solution = new int[rule.slotNames().length];
    Arrays.fill(solution, TermTable.NONE);
    for (int slot : rule.substitutionSlots()) {
      solution[slot] = matcher.slots()[slot];
    }
    return solution;
  }

  /**
   * Whether the solution concludes the row through this template, and through none before it: two
   * templates of a head may make one statement.
   */
  @SuppressWarnings("ReferenceEquality") // Equal starts of two templates are two starts.
  private boolean concludesFirst(CompiledRule rule, CompiledRule.Start start, int row) {
    for (CompiledRule.Template template : rule.head()) {
      boolean own = template.start() == start;
      if (own && !template.checked()) {
        return true;
      }
      if (concludes(rule, template, row)) {
        return own;
      }
      if (own) {
        return false;
      }
    }
    return false;
  }

  private boolean concludes(CompiledRule rule, CompiledRule.Template template, int row) {
    int[] slots = matcher.slots();
    Triple nodes = template.nodes();
    return concludes(rule, template.s(), nodes.getSubject(), slots, facts.subject(row))
        && concludes(rule, template.p(), nodes.getPredicate(), slots, facts.predicate(row))
        && concludes(rule, template.o(), nodes.getObject(), slots, facts.object(row));
  }

  private boolean concludes(CompiledRule rule, int operand, Node node, int[] slots, int term) {
    return operand == CompiledRule.BUILT
        ? rule.build(node, slots, facts.terms()).equals(facts.terms().term(term))
        : (operand >= 0 ? operand : slots[~operand]) == term;
  }
}
