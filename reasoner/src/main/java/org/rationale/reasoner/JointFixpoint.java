package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.rationale.kg.InvalidInputException;
import org.rationale.rules.drl.DrlMatch;
import org.rationale.rules.drl.DrlRule;
import org.rationale.rules.drl.DrlRules;
import org.rationale.rules.drl.DrlSession;
import org.rationale.rules.drl.DrlSessions;

/**
 * Closes a case under rules of both kinds: SRL rules see what DRL rules concluded and the other way
 * round, until nothing changes. One overlay follows what DRL rules conclude, and one DRL session
 * what SRL rules do.
 */
final class JointFixpoint implements AutoCloseable {

  /** Far more rounds than a stratified program needs; more means that conclusions come and go. */
  private static final int MAXIMUM_ROUNDS = 64;

  private final Background background;
  private final Optional<Sessions> drl;

  /** DRL rules, and their sessions over what the background gives them. */
  private record Sessions(
      DrlRules rules, Watchers watchers, DrlSessions sessions, DrlGiven.Sight sight) {

    static Sessions of(DrlRules rules, ProofStore background) {
      DrlGiven.Sight sight = DrlGiven.Sight.of(rules, background);
      return new Sessions(rules, new Watchers(rules), rules.over(sight.shared()), sight);
    }
  }

  JointFixpoint(Background background, Optional<DrlRules> drl) {
    this.background = background;
    this.drl =
        drl.filter(rules -> !rules.rules().isEmpty())
            .map(rules -> Sessions.of(rules, background.store()));
  }

  /**
   * @param added the case's own base facts
   * @throws InvalidInputException if the rules undo their own conclusions
   */
  ProofStore close(List<Background.Sourced> added) {
    return close(added, List.of());
  }

  /**
   * @param added the case's own base facts
   * @param removed what the background states and the case does not
   * @throws InvalidInputException if the rules undo their own conclusions
   */
  ProofStore close(List<Background.Sourced> added, List<Background.Sourced> removed) {
    if (drl.isEmpty()) {
      return background.overlay(added, removed, Map.of());
    }
    try (Running running = running()) {
      return close(added, removed, drl.get(), running);
    }
  }

  /** A DRL session and what it was given. */
  static final class Running implements AutoCloseable {

    private final DrlSession session;
    private DrlGiven given = DrlGiven.NOTHING;

    private Running(DrlSession session) {
      this.session = session;
    }

    @Override
    public void close() {
      session.close();
    }
  }

  /** A session for one thread; of no further use once closing with it has failed. */
  Running running() {
    return new Running(drl.orElseThrow().sessions().open());
  }

  /**
   * The same with a session that closed other cases before: only what differs from the last one is
   * told to it. The facts are those of a new session.
   */
  ProofStore close(List<Background.Sourced> added, Running running) {
    return close(added, List.of(), drl.orElseThrow(), running);
  }

  /** Whether there are no DRL rules: then a change of what was closed needs no other rules. */
  boolean isWithoutDrl() {
    return drl.isEmpty();
  }

  private ProofStore close(
      List<Background.Sourced> added,
      List<Background.Sourced> removed,
      Sessions sessions,
      Running running) {
    DrlSession session = running.session;
    ProofStore store = background.overlay(added, removed, Map.of());
    Closure closure = new Closure(store, background.limits());
    DrlGiven given = running.given;
    List<DrlWorlds.DrlDerivation> derivations = List.of();
    Map<Triple, Boolean> concluded = Map.of();
    for (int round = 0; round < MAXIMUM_ROUNDS; round++) {
      Incompleteness cut = store.incompleteness();
      if (cut != null) {
        return cutShort(added, removed, cut, store, round);
      }
      DrlGiven next = DrlGiven.of(store, sessions.sight());
      if (round > 0 && next.equals(given)) {
        derivations.forEach(derivation -> record(derivation, store));
        rejectUnfoundedCertainty(store, concluded);
        return store;
      }
      List<DrlMatch> everything = session.change(next.addedTo(given), next.removedFrom(given));
      given = next;
      running.given = next;
      derivations =
          ordered(
              DrlWorlds.derivations(
                  sessions.rules(),
                  sessions.watchers(),
                  session,
                  everything,
                  next.uncertain(sessions.sight())));
      Map<Triple, Boolean> conclusions = conclusions(derivations, store);
      closure.apply(change(concluded, conclusions));
      concluded = conclusions;
    }
    throw unstable(sessions.rules());
  }

  /** DRL rules may have looked for what was not found any more: without them all is sound. */
  private ProofStore cutShort(
      List<Background.Sourced> added,
      List<Background.Sourced> removed,
      Incompleteness cut,
      ProofStore store,
      int round) {
    if (round == 0) {
      return store;
    }
    ProofStore withoutDrl = background.overlay(added, removed, Map.of());
    withoutDrl.cutShort(cut, store.lastLayer());
    return withoutDrl;
  }

  /** In an order that does not depend on how a session came to them. */
  private static List<DrlWorlds.DrlDerivation> ordered(List<DrlWorlds.DrlDerivation> derivations) {
    Map<Triple, List<DrlWorlds.DrlDerivation>> byConclusion = new HashMap<>();
    for (DrlWorlds.DrlDerivation derivation : derivations) {
      byConclusion
          .computeIfAbsent(derivation.match().conclusion(), c -> new ArrayList<>())
          .add(derivation);
    }
    List<DrlWorlds.DrlDerivation> ordered = new ArrayList<>(derivations.size());
    byConclusion.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(TripleOrder.INSTANCE))
        .forEach(
            entry -> {
              entry.getValue().sort(DrlWorlds.ORDER);
              ordered.addAll(entry.getValue());
            });
    return ordered;
  }

  private static Closure.Change change(Map<Triple, Boolean> before, Map<Triple, Boolean> now) {
    Map<Triple, Boolean> concluded = new LinkedHashMap<>();
    List<Triple> withdrawn = new ArrayList<>();
    now.forEach(
        (statement, isCertain) -> {
          if (!isCertain.equals(before.get(statement))) {
            concluded.put(statement, isCertain);
          }
        });
    before.forEach(
        (statement, isCertain) -> {
          Boolean still = now.get(statement);
          if (still == null || (isCertain && !still)) {
            withdrawn.add(statement);
          }
        });
    return new Closure.Change(List.of(), List.of(), concluded, withdrawn);
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

  private static Map<Triple, Boolean> conclusions(
      List<DrlWorlds.DrlDerivation> derivations, ProofStore store) {
    Map<Triple, Boolean> conclusions = new LinkedHashMap<>();
    List<DrlMatch> open = new ArrayList<>();
    for (DrlWorlds.DrlDerivation derivation : derivations) {
      conclusions.put(derivation.match().conclusion(), false);
      if (derivation.absent().isEmpty()) {
        open.add(derivation.match());
      }
    }
    boolean changed = true;
    while (changed) {
      changed = open.removeIf(match -> isCertain(match, conclusions, store));
    }
    return conclusions;
  }

  /** Notes that a conclusion is certain if all premises are. */
  private static boolean isCertain(
      DrlMatch match, Map<Triple, Boolean> conclusions, ProofStore store) {
    for (Triple premise : match.premises()) {
      if (!conclusions.getOrDefault(premise, false) && !isCertain(store, premise)) {
        return false;
      }
    }
    conclusions.put(match.conclusion(), true);
    return true;
  }

  private static boolean isCertain(ProofStore store, Triple statement) {
    int fact = store.facts().find(statement);
    return fact != FactTable.NONE && store.isCertain(fact);
  }

  private static void record(DrlWorlds.DrlDerivation derivation, ProofStore store) {
    FactTable facts = store.facts();
    // Premises are each there once, so their rows are too.
    int[] premises = new int[derivation.match().premises().size()];
    for (int i = 0; i < premises.length; i++) {
      premises[i] = facts.find(derivation.match().premises().get(i));
      if (premises[i] == FactTable.NONE) {
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
    if (!concluded.containsValue(true)) {
      return;
    }
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

  /** Ends the DRL sessions. */
  @Override
  public void close() {
    drl.ifPresent(sessions -> sessions.sessions().close());
  }
}
