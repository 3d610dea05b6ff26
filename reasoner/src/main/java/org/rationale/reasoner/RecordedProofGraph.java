package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.vocabulary.RDFS;
import org.rationale.kg.Citation;
import org.rationale.kg.Derivation;
import org.rationale.kg.Fact;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;
import org.rationale.rules.Rule;
import org.rationale.rules.drl.DrlMatch;

/** The proof graph as a view of what the fixpoint recorded. */
final class RecordedProofGraph implements ProofGraph {

  private final ProofStore store;
  private final FactTable facts;
  private final Map<Triple, Boolean> evidence;
  private final Map<String, String> prefixes;
  private final Probabilities probabilities;
  private final Int2IntOpenHashMap heights;

  RecordedProofGraph(
      ProofStore store, Map<Triple, Boolean> evidence, Map<String, String> prefixes) {
    this.store = store;
    this.facts = store.facts();
    this.evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    this.prefixes = Collections.unmodifiableMap(new LinkedHashMap<>(prefixes));
    this.probabilities = new Probabilities(store, evidence, Probabilities.NODE_LIMIT);
    this.heights = heights(store);
  }

  private static List<Triple> sorted(ProofStore store) {
    record Keyed(String key, Triple triple) {}
    List<Keyed> keyed = new ArrayList<>();
    for (int fact = 0; fact < store.facts().size(); fact++) {
      Triple triple = store.facts().triple(fact);
      if (!store.sources(fact).isEmpty() || !store.matches(fact).isEmpty()) {
        keyed.add(new Keyed(NodeFmtLib.strNT(triple), triple));
      }
    }
    keyed.sort(Comparator.comparing(Keyed::key));
    return keyed.stream().map(Keyed::triple).toList();
  }

  /** The least height of a proof of each row: 0 for given ones, else one above the premises. */
  private static Int2IntOpenHashMap heights(ProofStore store) {
    Int2IntOpenHashMap heights = new Int2IntOpenHashMap();
    heights.defaultReturnValue(Integer.MAX_VALUE);
    int size = store.facts().size();
    for (int fact = 0; fact < size; fact++) {
      if (store.isBase(fact)) {
        heights.put(fact, 0);
      }
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int fact = 0; fact < size; fact++) {
        for (Match match : store.matches(fact)) {
          int height = height(match, heights);
          if (height < heights.get(fact)) {
            heights.put(fact, height);
            changed = true;
          }
        }
      }
    }
    return heights;
  }

  private static int height(Match match, Int2IntOpenHashMap heights) {
    int height = 0;
    for (int premise : match.premises()) {
      height = Math.max(height, heights.get(premise));
    }
    return height == Integer.MAX_VALUE ? height : height + 1;
  }

  @Override
  public List<Triple> statements() {
    return sorted(store);
  }

  @Override
  public List<Triple> statements(Node subject, Node predicate) {
    int s = facts.terms().find(subject);
    int p = facts.terms().find(predicate);
    List<Triple> found = new ArrayList<>();
    if (s != TermTable.NONE && p != TermTable.NONE) {
      facts.match(s, p, TermTable.NONE, Integer.MAX_VALUE, fact -> found.add(facts.triple(fact)));
    }
    found.sort(Comparator.comparing(NodeFmtLib::strNT));
    return List.copyOf(found);
  }

  @Override
  public Optional<Fact> fact(Triple statement) {
    int row = facts.find(statement);
    if (row == FactTable.NONE) {
      return Optional.empty();
    }
    List<Origin> origins = new ArrayList<>();
    List<Origin> sources = store.sources(row);
    sources.stream().filter(Origin.Asserted.class::isInstance).forEach(origins::add);
    sources.stream().filter(Origin.Perceived.class::isInstance).forEach(origins::add);
    List<Derivation> derivations = derivations(statement);
    if (!derivations.isEmpty()) {
      origins.add(new Origin.Derived(derivations));
    }
    return origins.isEmpty() ? Optional.empty() : Optional.of(new Fact(statement, origins));
  }

  @Override
  public List<Derivation> derivations(Triple statement) {
    int row = facts.find(statement);
    if (row == FactTable.NONE) {
      return List.of();
    }
    record Ranked(int height, Derivation derivation) {}
    return store.matches(row).stream()
        .map(match -> new Ranked(height(match, heights), describe(match, statement)))
        .sorted(
            Comparator.comparingInt(Ranked::height)
                .thenComparing(ranked -> ranked.derivation().rule())
                .thenComparing(ranked -> ranked.derivation().substitution().toString())
                .thenComparing(ranked -> ranked.derivation().absences().toString()))
        .map(Ranked::derivation)
        .toList();
  }

  private Derivation describe(Match match, Triple conclusion) {
    List<Triple> premises = new ArrayList<>();
    for (int premise : match.premises()) {
      premises.add(facts.triple(premise));
    }
    return switch (match) {
      case Match.OfRule ofRule -> {
        Rule rule = ofRule.rule().rule();
        yield derivation(
            rule.id(),
            rule.text(),
            rule.source(),
            rule.probability(),
            substitution(ofRule),
            premises,
            match,
            conclusion);
      }
      case Match.OfDrl ofDrl -> {
        DrlMatch drl = ofDrl.drl();
        yield derivation(
            drl.rule().id(),
            drl.rule().text(),
            drl.rule().source(),
            Probability.ONE,
            drl.bindings(),
            premises,
            match,
            conclusion);
      }
    };
  }

  private Derivation derivation(
      String rule,
      String text,
      Optional<Citation> source,
      Probability probability,
      Map<String, Node> substitution,
      List<Triple> premises,
      Match match,
      Triple conclusion) {
    return new Derivation(
        rule,
        text,
        source,
        probability,
        substitution,
        premises,
        match.absences().stream().map(this::describe).toList(),
        conclusion);
  }

  private Map<String, Node> substitution(Match.OfRule match) {
    Map<String, Node> substitution = new TreeMap<>();
    for (int slot : match.rule().substitutionSlots()) {
      match
          .rule()
          .slotNames()
          .get(slot)
          .ifPresent(name -> substitution.put(name, facts.terms().term(match.solution()[slot])));
    }
    return Collections.unmodifiableMap(substitution);
  }

  private Derivation.Absence describe(Match.Absence absence) {
    List<List<Triple>> possible = new ArrayList<>();
    for (int[] rows : absence.possible()) {
      List<Triple> set = new ArrayList<>();
      for (int row : rows) {
        set.add(facts.triple(row));
      }
      set.sort(Comparator.comparing(NodeFmtLib::strNT));
      possible.add(set);
    }
    // In the order of their terms: the order of matching depends on what the background closed.
    possible.sort(Comparator.comparing(Object::toString));
    return new Derivation.Absence(absence.pattern(), possible);
  }

  @Override
  public Valuation probability(Triple statement) {
    return probability(List.of(statement), List.of());
  }

  @Override
  public Valuation probability(List<Triple> held, List<Triple> absent) {
    List<Integer> rows = held.stream().map(facts::find).toList();
    if (rows.contains(FactTable.NONE)) {
      return new Valuation(Probability.ZERO, Guarantee.EXACT);
    }
    return probabilities.of(rows, absent.stream().map(facts::find).toList());
  }

  @Override
  public Map<Triple, Boolean> evidence() {
    return evidence;
  }

  @Override
  public Map<String, String> prefixes() {
    return prefixes;
  }

  @Override
  public String label(Node term) {
    if (term.isLiteral()) {
      return term.getLiteralLexicalForm();
    }
    Optional<String> label = labelOf(term);
    if (label.isPresent()) {
      return label.get();
    }
    if (!term.isURI()) {
      return NodeFmtLib.strNT(term);
    }
    String iri = term.getURI();
    return prefixes.entrySet().stream()
        .filter(prefix -> iri.startsWith(prefix.getValue()))
        .max(Comparator.comparingInt(prefix -> prefix.getValue().length()))
        .map(prefix -> prefix.getKey() + ":" + iri.substring(prefix.getValue().length()))
        .orElse(iri);
  }

  private Optional<String> labelOf(Node term) {
    int s = facts.terms().find(term);
    int p = facts.terms().find(RDFS.label.asNode());
    if (s == TermTable.NONE || p == TermTable.NONE) {
      return Optional.empty();
    }
    List<Node> labels = new ArrayList<>();
    facts.match(
        s,
        p,
        TermTable.NONE,
        Integer.MAX_VALUE,
        fact -> {
          Node label = facts.terms().term(facts.object(fact));
          if (label.isLiteral()) {
            labels.add(label);
          }
        });
    return labels.stream()
        .min(
            Comparator.comparing((Node label) -> !isEnglish(label))
                .thenComparing(Node::getLiteralLexicalForm))
        .map(Node::getLiteralLexicalForm);
  }

  private static boolean isEnglish(Node label) {
    String language = label.getLiteralLanguage();
    return language.isEmpty() || language.startsWith("en");
  }
}
