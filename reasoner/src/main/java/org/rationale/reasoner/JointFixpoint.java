package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.rationale.kg.InvalidInputException;
import org.rationale.rules.drl.DrlRule;
import org.rationale.rules.drl.DrlRules;

/**
 * Closes a case under rules of both kinds: SRL rules see what DRL rules concluded and the other way
 * round, until nothing changes.
 */
final class JointFixpoint {

  /** Far more rounds than a stratified program needs; more means that conclusions come and go. */
  private static final int MAXIMUM_ROUNDS = 64;

  private final Background background;
  private final Optional<DrlRules> drl;

  JointFixpoint(Background background, Optional<DrlRules> drl) {
    this.background = background;
    this.drl = drl;
  }

  /**
   * @param added the case's own base facts
   * @throws InvalidInputException if the rules undo their own conclusions
   */
  ProofStore close(List<Background.Sourced> added) {
    ProofStore withoutDrl = background.overlay(added, Map.of());
    if (drl.isEmpty() || drl.get().rules().isEmpty() || withoutDrl.incompleteness() != null) {
      return withoutDrl;
    }
    List<DrlWorlds.DrlDerivation> derivations = List.of();
    Map<Triple, Boolean> concluded = Map.of();
    for (int round = 0; round < MAXIMUM_ROUNDS; round++) {
      ProofStore store = background.overlay(added, concluded);
      if (store.incompleteness() != null) {
        // DRL rules may have looked for what was not found any more.
        withoutDrl.cutShort(store.incompleteness(), store.lastLayer());
        return withoutDrl;
      }
      derivations.forEach(derivation -> record(derivation, store));
      List<DrlWorlds.DrlDerivation> next = fire(store, drl.get());
      Map<Triple, Boolean> nextConcluded = conclusions(next, store);
      if (next.equals(derivations) && nextConcluded.equals(concluded)) {
        rejectUnfoundedCertainty(store, concluded);
        return store;
      }
      derivations = next;
      concluded = nextConcluded;
    }
    throw unstable(drl.get());
  }

  private static InvalidInputException unstable(DrlRules rules) {
    return new InvalidInputException(
        "negation-through-cycle",
        rules.rules().stream()
            .filter(DrlRule::nonmonotone)
            .map(DrlRule::id)
            .collect(Collectors.joining(", ")),
        "among these DRL rules some negate or accumulate over facts that depend on what they"
            + " conclude.",
        "Conclude under a predicate that none of the facts they read depends on.");
  }

  private static List<DrlWorlds.DrlDerivation> fire(ProofStore store, DrlRules rules) {
    FactTable facts = store.facts();
    List<Triple> possible = new ArrayList<>();
    Set<Triple> uncertain = new LinkedHashSet<>();
    for (int fact = 0; fact < facts.size(); fact++) {
      if (facts.isDead(fact)) {
        continue;
      }
      // What only DRL concluded, DRL has to conclude again.
      boolean given = store.isBase(fact) || store.isConcludedByRule(fact);
      if (given) {
        Triple statement = facts.triple(fact);
        possible.add(statement);
        if (!store.isCertain(fact)) {
          uncertain.add(statement);
        }
      }
    }
    return DrlWorlds.derivations(rules, possible, uncertain);
  }

  private static Map<Triple, Boolean> conclusions(
      List<DrlWorlds.DrlDerivation> derivations, ProofStore store) {
    Map<Triple, Boolean> conclusions = new LinkedHashMap<>();
    Set<Triple> certain = new HashSet<>();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (DrlWorlds.DrlDerivation derivation : derivations) {
        boolean isCertain =
            derivation.absent().isEmpty()
                && derivation.match().premises().stream()
                    .allMatch(premise -> certain.contains(premise) || isCertain(store, premise));
        if (isCertain) {
          changed |= certain.add(derivation.match().conclusion());
        }
      }
    }
    for (DrlWorlds.DrlDerivation derivation : derivations) {
      Triple conclusion = derivation.match().conclusion();
      conclusions.put(conclusion, certain.contains(conclusion));
    }
    return conclusions;
  }

  private static boolean isCertain(ProofStore store, Triple statement) {
    int fact = store.facts().find(statement);
    return fact != FactTable.NONE && store.isCertain(fact);
  }

  private static void record(DrlWorlds.DrlDerivation derivation, ProofStore store) {
    FactTable facts = store.facts();
    int[] premises =
        derivation.match().premises().stream().mapToInt(facts::find).distinct().toArray();
    for (int premise : premises) {
      if (premise == FactTable.NONE) {
        // The premise went when DRL saw more: the next round will not find this match again.
        return;
      }
    }
    List<Match.Absence> absences = new ArrayList<>();
    for (Set<Triple> absent : derivation.absent()) {
      int[] rows = absent.stream().mapToInt(facts::find).toArray();
      if (Arrays.stream(rows).noneMatch(row -> row == FactTable.NONE)) {
        String pattern = absent.stream().map(NodeFmtLib::strNT).collect(Collectors.joining(" . "));
        absences.add(new Match.Absence(pattern, List.of(rows), false));
      }
    }
    store.addMatch(
        facts.find(derivation.match().conclusion()),
        new Match.OfDrl(derivation.match(), premises, absences));
  }

  /**
   * What was taken for certain while absences were looked at must be certain from the ground up.
   */
  private static void rejectUnfoundedCertainty(ProofStore store, Map<Triple, Boolean> concluded) {
    IntOpenHashSet founded = store.foundedCertainty();
    TreeSet<String> rules = new TreeSet<>();
    concluded.forEach(
        (statement, isCertain) -> {
          int fact = store.facts().find(statement);
          if (isCertain && fact >= store.facts().offset() && !founded.contains(fact)) {
            for (Match match : store.matches(fact)) {
              if (match instanceof Match.OfDrl drl) {
                rules.add(drl.drl().rule().id());
              }
            }
          }
        });
    if (!rules.isEmpty()) {
      throw new InvalidInputException(
          "negation-through-cycle",
          String.join(", ", rules),
          "these DRL rules rest on facts that depend on what they conclude.",
          "Conclude under a predicate that none of the facts they read depends on.");
    }
  }
}
