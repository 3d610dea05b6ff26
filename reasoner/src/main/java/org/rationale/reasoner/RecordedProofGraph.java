package org.rationale.reasoner;

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

  private static final Comparator<Derivation> ORDER =
      Comparator.comparing(Derivation::rule)
          .thenComparing(derivation -> derivation.substitution().toString())
          .thenComparing(derivation -> derivation.absences().toString());

  private final ProofStore store;
  private final FactTable facts;
  private final Map<Triple, Boolean> evidence;
  private final Map<String, String> prefixes;
  private final Probabilities probabilities;
  private final List<Triple> statements;

  RecordedProofGraph(
      ProofStore store, Map<Triple, Boolean> evidence, Map<String, String> prefixes) {
    this.store = store;
    this.facts = store.facts();
    this.evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    this.prefixes = Collections.unmodifiableMap(new LinkedHashMap<>(prefixes));
    this.probabilities =
        new Probabilities(store, evidence, CircuitCache.SHARED, Probabilities.NODE_LIMIT);
    this.statements = sorted(store);
  }

  private static List<Triple> sorted(ProofStore store) {
    record Keyed(String key, Triple triple) {}
    List<Keyed> keyed = new ArrayList<>();
    for (int fact = 0; fact < store.facts().size(); fact++) {
      if (!store.facts().isDead(fact)) {
        Triple triple = store.facts().triple(fact);
        keyed.add(new Keyed(NodeFmtLib.strNT(triple), triple));
      }
    }
    keyed.sort(Comparator.comparing(Keyed::key));
    return keyed.stream().map(Keyed::triple).toList();
  }

  @Override
  public List<Triple> statements() {
    return statements;
  }

  @Override
  public List<Triple> statements(Node subject, Node predicate) {
    int s = facts.terms().find(subject);
    int p = facts.terms().find(predicate);
    List<Triple> found = new ArrayList<>();
    if (s != TermTable.NONE && p != TermTable.NONE) {
      facts.match(s, p, TermTable.NONE, fact -> found.add(facts.triple(fact)));
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
    List<Derivation> derivations = new ArrayList<>();
    store.matches(row).forEach(match -> derivations.add(describe(match, statement)));
    // The first one stays first; the order of terms that the others have depends on the numbering.
    int others = store.firstRule(row) == null ? 0 : 1;
    derivations.subList(Math.min(others, derivations.size()), derivations.size()).sort(ORDER);
    return List.copyOf(derivations);
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
            substitution(ofRule, facts.terms()),
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

  static Map<String, Node> substitution(Match.OfRule match, TermTable terms) {
    Map<String, Node> substitution = new TreeMap<>();
    for (int slot : match.rule().substitutionSlots()) {
      String name = match.rule().slotNames()[slot];
      if (name != null) {
        substitution.put(name, terms.term(match.solution()[slot]));
      }
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
  public ProbabilityQuery ask() {
    return new ProbabilityQuery(this, probabilities);
  }

  /** A statement that holds, by its row. */
  Grounding.Rows held(Triple statement) {
    return new Grounding.Rows(List.of(facts.find(statement)), List.of());
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
