package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.rationale.rules.drl.DrlRules;

/**
 * What a case gives DRL rules: all that may hold and that not only DRL rules conclude, as it
 * differs from what the background gives them.
 *
 * @param own statements of the case, and whether they hold in every world
 * @param missing what the background gives and does not hold in the case
 */
record DrlGiven(Map<Triple, Boolean> own, Set<Triple> missing) {

  static final DrlGiven NOTHING = new DrlGiven(Map.of(), Set.of());

  /**
   * What DRL rules see of a background.
   *
   * @param predicates the numbers of the background's terms that are predicates DRL rules look for
   * @param shared all that the background gives them
   * @param uncertain what of that does not hold in every world
   */
  record Sight(
      DrlRules rules,
      int terms,
      IntOpenHashSet predicates,
      List<Triple> shared,
      Set<Triple> uncertain) {

    static Sight of(DrlRules rules, ProofStore background) {
      FactTable facts = background.facts();
      int terms = facts.terms().size();
      IntOpenHashSet predicates = new IntOpenHashSet();
      for (int term = 0; term < terms; term++) {
        if (facts.terms().isIri(term) && rules.sees(facts.terms().term(term))) {
          predicates.add(term);
        }
      }
      List<Triple> shared = new ArrayList<>();
      Set<Triple> uncertain = new LinkedHashSet<>();
      for (int row = 0; row < facts.size(); row++) {
        if (!facts.isDead(row) && predicates.contains(facts.predicate(row))) {
          Triple statement = facts.triple(row);
          shared.add(statement);
          if (!facts.isCertain(row)) {
            uncertain.add(statement);
          }
        }
      }
      return new Sight(rules, terms, predicates, shared, uncertain);
    }

    private boolean sees(FactTable facts, int row) {
      int predicate = facts.predicate(row);
      return predicate < terms
          ? predicates.contains(predicate)
          : rules.sees(facts.terms().term(predicate));
    }
  }

  static DrlGiven of(ProofStore store, Sight sight) {
    FactTable facts = store.facts();
    Map<Triple, Boolean> own = new LinkedHashMap<>();
    for (int row = facts.offset(); row < facts.size(); row++) {
      if (!facts.isDead(row) && sight.sees(facts, row) && isGiven(store, row)) {
        own.put(facts.triple(row), facts.isCertain(row));
      }
    }
    Set<Triple> missing = new LinkedHashSet<>();
    facts.forEachOverridden(
        row -> {
          if (sight.sees(facts, row) && (facts.isDead(row) || !isGiven(store, row))) {
            Triple statement = facts.triple(row);
            if (!own.containsKey(statement)) {
              missing.add(statement);
            }
          }
        });
    return new DrlGiven(own, missing);
  }

  /** What only DRL concluded, DRL has to conclude again. */
  private static boolean isGiven(ProofStore store, int row) {
    return (store.facts().flags(row) & FactTable.CONCLUDED) == 0
        || store.isBase(row)
        || store.isConcludedByRule(row);
  }

  /** What was not given before. */
  List<Triple> addedTo(DrlGiven before) {
    List<Triple> added = new ArrayList<>();
    for (Triple statement : own.keySet()) {
      if (!before.own.containsKey(statement)) {
        added.add(statement);
      }
    }
    for (Triple statement : before.missing) {
      if (!missing.contains(statement)) {
        added.add(statement);
      }
    }
    return added;
  }

  /** What is given no more. */
  List<Triple> removedFrom(DrlGiven before) {
    List<Triple> removed = new ArrayList<>();
    for (Triple statement : before.own.keySet()) {
      if (!own.containsKey(statement)) {
        removed.add(statement);
      }
    }
    for (Triple statement : missing) {
      if (!before.missing.contains(statement)) {
        removed.add(statement);
      }
    }
    return removed;
  }

  /** What may hold and does not hold in every world. */
  Set<Triple> uncertain(Sight sight) {
    Set<Triple> uncertain = new LinkedHashSet<>();
    for (Triple statement : sight.uncertain()) {
      if (!missing.contains(statement) && !own.containsKey(statement)) {
        uncertain.add(statement);
      }
    }
    own.forEach(
        (statement, isCertain) -> {
          if (!isCertain) {
            uncertain.add(statement);
          }
        });
    return uncertain;
  }
}
