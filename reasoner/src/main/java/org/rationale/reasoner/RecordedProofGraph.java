package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.vocabulary.RDFS;
import org.jspecify.annotations.Nullable;
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
  private volatile @Nullable List<Triple> statements;
  private volatile @Nullable List<Triple> derived;

  RecordedProofGraph(
      ProofStore store, Map<Triple, Boolean> evidence, Map<String, String> prefixes) {
    this.store = store;
    this.facts = store.facts();
    this.evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    this.prefixes = Collections.unmodifiableMap(new LinkedHashMap<>(prefixes));
    this.probabilities =
        new Probabilities(
            store,
            store.incompleteness() == null ? evidence : Map.of(),
            CircuitCache.SHARED,
            Probabilities.NODE_LIMIT);
  }

  @Override
  public List<Triple> statements() {
    List<Triple> known = statements;
    if (known == null) {
      known = sorted(row -> true);
      statements = known;
    }
    return known;
  }

  @Override
  public List<Triple> derived() {
    List<Triple> known = derived;
    if (known == null) {
      known = sorted(row -> !isAsserted(row) && isConcluded(row));
      derived = known;
    }
    return known;
  }

  /** Sorted live rows as statements, which are made when they are asked for. */
  private List<Triple> sorted(IntPredicate wanted) {
    IntArrayList rows = new IntArrayList();
    for (int row = 0; row < facts.size(); row++) {
      if (!facts.isDead(row) && wanted.test(row)) {
        rows.add(row);
      }
    }
    return new Statements(facts, StatementOrder.sort(rows.toIntArray(), facts));
  }

  /** Rows seen as statements. */
  private static final class Statements extends AbstractList<Triple> implements RandomAccess {

    private final FactTable facts;
    private final int[] rows;

    Statements(FactTable facts, int[] rows) {
      this.facts = facts;
      this.rows = rows;
    }

    @Override
    public Triple get(int index) {
      return facts.triple(rows[index]);
    }

    @Override
    public int size() {
      return rows.length;
    }
  }

  private boolean isAsserted(int row) {
    return facts.isCertain(row, true);
  }

  private boolean isConcluded(int row) {
    return !facts.isGiven(row) || store.hasDrlMatch(row) || store.isConcludedByRule(row);
  }

  @Override
  public boolean isCertain(Triple statement) {
    int row = facts.find(statement);
    return row != FactTable.NONE && facts.isCertain(row);
  }

  @Override
  public Set<Origin.Kind> kinds(Triple statement) {
    int row = facts.find(statement);
    Set<Origin.Kind> kinds = EnumSet.noneOf(Origin.Kind.class);
    if (row != FactTable.NONE) {
      store.sources(row).forEach(source -> kinds.add(source.kind()));
      if (isConcluded(row)) {
        kinds.add(Origin.Kind.DERIVED);
      }
    }
    return kinds;
  }

  @Override
  public FactCounts counts() {
    long asserted = 0;
    long uncertain = 0;
    long concluded = 0;
    for (int row = 0; row < facts.size(); row++) {
      if (facts.isDead(row)) {
        continue;
      }
      if (isAsserted(row)) {
        asserted++;
      } else {
        uncertain += facts.isGiven(row) ? 1 : 0;
        concluded += isConcluded(row) ? 1 : 0;
      }
    }
    return new FactCounts(asserted, uncertain, concluded, store.countDerivations());
  }

  @Override
  public List<Triple> statements(Node subject, Node predicate) {
    int s = facts.terms().find(subject);
    int p = facts.terms().find(predicate);
    List<Triple> found = new ArrayList<>();
    if (s != TermTable.NONE && p != TermTable.NONE) {
      facts.match(s, p, TermTable.NONE, fact -> found.add(facts.triple(fact)));
    }
    if (found.size() > 1) {
      found.sort(Comparator.comparing(statement -> NodeFmtLib.strNT(statement.getObject())));
    }
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
    // Many answers of a case are certain, and need no program of what they rest on.
    return isCertain(statement) ? Valuation.CERTAIN : probability(List.of(statement), List.of());
  }

  @Override
  public Valuation probability(List<Triple> held, List<Triple> absent) {
    List<Integer> rows = held.stream().map(facts::find).toList();
    if (store.incompleteness() != null) {
      return lowerBound(rows, absent);
    }
    if (rows.contains(FactTable.NONE)) {
      return new Valuation(Probability.ZERO, Guarantee.EXACT);
    }
    return probabilities.of(rows, absent.stream().map(facts::find).toList());
  }

  @Override
  public Optional<ProofShares> shares(Triple statement, List<ProofParts> proofs) {
    int row = facts.find(statement);
    if (store.incompleteness() != null) {
      return Optional.empty();
    }
    if (row == FactTable.NONE) {
      return Optional.of(new ProofShares(List.of(), Probability.ZERO));
    }
    Map<Derivation, Match> matches = new HashMap<>();
    List<ProofEvents.Needs> needs = new ArrayList<>();
    for (ProofParts proof : proofs) {
      needs.add(
          new ProofEvents.Needs(
              proof.given().stream()
                  .map(leaf -> new ProofEvents.Source(facts.find(leaf.statement()), leaf.origin()))
                  .toList(),
              proof.steps().stream()
                  .map(step -> matches.computeIfAbsent(step, this::match))
                  .toList()));
    }
    return probabilities.shares(row, needs);
  }

  private Match match(Derivation derivation) {
    Triple conclusion = derivation.conclusion();
    return store.matches(facts.find(conclusion)).stream()
        .filter(match -> describe(match, conclusion).equals(derivation))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The step (%s) is none of this graph.".formatted(derivation)));
  }

  /** Derivations may be missing, so that a probability may be higher than what those found give. */
  private Valuation lowerBound(List<Integer> rows, List<Triple> absent) {
    if (absent.isEmpty() && rows.stream().allMatch(this::isCertain)) {
      return Valuation.CERTAIN;
    }
    boolean isMonotone = absent.isEmpty() && evidence.isEmpty();
    Probability lower =
        isMonotone && !rows.contains(FactTable.NONE)
            ? lowest(probabilities.of(rows, List.of()))
            : Probability.ZERO;
    return new Valuation(lower, new Guarantee.Bounded(lower, Probability.ONE));
  }

  private boolean isCertain(int row) {
    return row != FactTable.NONE && store.isCertain(row);
  }

  private static Probability lowest(Valuation valuation) {
    return switch (valuation.guarantee()) {
      case Guarantee.Exact exact -> valuation.probability();
      case Guarantee.Bounded bounded -> bounded.lower();
      // A guess bounds nothing.
      case Guarantee.Estimated estimated -> Probability.ZERO;
    };
  }

  @Override
  public Optional<Incompleteness> incompleteness() {
    return Optional.ofNullable(store.incompleteness());
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
  public List<Rule> rules() {
    return store.program().rules().stream().map(CompiledRule::rule).toList();
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
