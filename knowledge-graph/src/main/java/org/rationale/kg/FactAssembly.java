package org.rationale.kg;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.Reifications.Remark;

/** Makes facts of the statements of documents; see {@link FactReader} for the rules. */
final class FactAssembly {

  /** What a choice's probabilities may add up to beyond 1, because decimals become doubles. */
  private static final double SLACK = 1e-9;

  /** What may be said of a source; whatever else is said stays as it is. */
  private static final Set<Node> REMARKS =
      Set.of(
          Rat.PROBABILITY,
          Rat.CHOICE,
          Rat.OBSERVED,
          Rat.PRIOR,
          Rat.ORIGIN,
          Rat.SOURCE,
          Rat.LOWER,
          Rat.UPPER,
          Rat.GUARANTEE,
          Rat.PERCEPT,
          Rat.PERCEPTOR,
          Rat.SCORE,
          Rat.MODEL,
          Rat.MODEL_SHA256,
          Rat.MODEL_OPERATORS,
          Rat.RUNTIME,
          Rat.PROVIDER,
          Rat.PREPARATION,
          Rat.PLAUSIBLE,
          Rat.COVERAGE,
          Rat.OUTSIDE_SCORE,
          Rat.OUTSIDE_LIMIT,
          Rat.OUTSIDE_WEIGHT,
          Rat.CALIBRATED,
          Rat.INPUT,
          Rat.INPUT_SHA256,
          Rat.START,
          Rat.END,
          Rat.QUOTE,
          Rat.COLUMN,
          Rat.BOX,
          Rat.UNIT,
          Rat.NOTE,
          Rat.FIRES,
          Rat.ABSENT);

  private final FactSink sink;
  private final List<Diagnostic> diagnostics;
  private final Reifications reifications = new Reifications();
  private final Map<String, String> prefixes = new LinkedHashMap<>();

  FactAssembly(FactSink sink, List<Diagnostic> diagnostics) {
    this.sink = sink;
    this.diagnostics = diagnostics;
  }

  RdfParser.Sink from(String source) {
    return new RdfParser.Sink() {
      @Override
      public void statement(Node graph, Triple triple, long line, long column) {
        if (graph.equals(Rat.DERIVED)
            || reifications.addReification(triple, source, line, column)) {
          return;
        }
        if (REMARKS.contains(triple.getPredicate())) {
          reifications.addRemark(triple, source, line, column);
        } else {
          sink.certain(triple, source);
        }
      }

      @Override
      public void prefix(String prefix, String iri) {
        prefixes.putIfAbsent(prefix, iri);
      }
    };
  }

  /** Gives the sink what annotations mean; the prefixes. */
  Map<String, String> finish() {
    List<UncertainFact> sources = new ArrayList<>();
    Set<Node> consumed = new HashSet<>();
    Set<Node> derived = new HashSet<>();
    List<Remark> about = new ArrayList<>();
    for (Node subject : reifications.subjectsOfRemarks()) {
      if (!reifications.remarks(subject, Rat.OBSERVED).isEmpty()) {
        rejectObservation(subject);
      } else if (isDerived(subject)) {
        derived.add(subject);
      } else if (isSource(subject)) {
        source(subject).ifPresent(sources::add);
        consumed.add(subject);
      } else if (isAnnotatedByEngine(subject)) {
        consumed.add(subject);
      } else {
        about.addAll(reifications.remarks(subject));
      }
    }
    checkChoices(sources);
    if (diagnostics.isEmpty()) {
      assemble(sources, consumed, derived, about);
    }
    return prefixes;
  }

  private void assemble(
      List<UncertainFact> sources, Set<Node> consumed, Set<Node> derived, List<Remark> about) {
    Set<Triple> notPlain = new HashSet<>();
    sources.forEach(s -> notPlain.add(s.statement()));
    for (Node reifier : derived) {
      for (Remark r : reifications.reifications().getOrDefault(reifier, List.of())) {
        notPlain.add(r.value().getTriple());
      }
    }
    if (!notPlain.isEmpty() || !derived.isEmpty()) {
      sink.removeCertainIf(
          statement -> notPlain.contains(statement) || derived.contains(statement.getSubject()));
    }
    about.forEach(remark -> sink.certain(remark.triple(), remark.source()));
    Set<Node> mentioned = consumed.isEmpty() ? Set.of() : mentioned(consumed);
    for (UncertainFact s : sources) {
      if (s.probability().isCertain() && s.choice().isEmpty()) {
        sink.certain(s.statement(), s.source());
      } else {
        boolean kept = s.reifier().filter(mentioned::contains).isPresent();
        sink.uncertain(
            new UncertainFact(
                s.statement(),
                s.probability(),
                s.choice(),
                kept ? s.reifier() : Optional.empty(),
                s.source(),
                s.place()));
      }
    }
    reifications
        .reifications()
        .forEach(
            (reifier, remarks) -> {
              if (!derived.contains(reifier)
                  && (!consumed.contains(reifier) || mentioned.contains(reifier))) {
                remarks.forEach(r -> sink.certain(r.triple(), r.source()));
              }
            });
  }

  /** Those of the nodes that certain statements are about or refer to. */
  private Set<Node> mentioned(Set<Node> nodes) {
    Set<Node> mentioned = new HashSet<>();
    sink.forEachCertain(
        statement -> {
          Node s = statement.getSubject();
          Node o = statement.getObject();
          if (nodes.contains(s)) {
            mentioned.add(s);
          }
          if (nodes.contains(o)) {
            mentioned.add(o);
          }
        });
    return mentioned;
  }

  private boolean isDerived(Node subject) {
    return reifications.remarks(subject, Rat.ORIGIN).stream()
        .anyMatch(r -> r.value().equals(Rat.DERIVED));
  }

  private boolean isSource(Node subject) {
    return !reifications.remarks(subject, Rat.PROBABILITY).isEmpty()
        || !reifications.remarks(subject, Rat.PRIOR).isEmpty()
        || !reifications.remarks(subject, Rat.CHOICE).isEmpty();
  }

  /** Whether it is a reifier that the engine wrote for something else to refer to. */
  private boolean isAnnotatedByEngine(Node subject) {
    return reifications.reifications().containsKey(subject)
        && !reifications.remarks(subject, Rat.ORIGIN).isEmpty();
  }

  private void rejectObservation(Node subject) {
    Remark remark = reifications.remarks(subject, Rat.OBSERVED).get(0);
    diagnostics.add(
        new Diagnostic(
            "evidence-in-data",
            remark.place(),
            "rat:observed is no fact but evidence.",
            "Put it into a file of evidence."));
  }

  private Optional<UncertainFact> source(Node reifier) {
    List<Remark> priors = reifications.remarks(reifier, Rat.PRIOR);
    List<Remark> stated =
        priors.isEmpty() ? reifications.remarks(reifier, Rat.PROBABILITY) : priors;
    List<Remark> choices = reifications.remarks(reifier, Rat.CHOICE);
    if (stated.isEmpty()) {
      Remark choice = choices.get(0);
      diagnostics.add(
          new Diagnostic(
              "choice-without-probability",
              choice.place(),
              "(%s) has the rat:choice (%s) but no rat:probability."
                  .formatted(Reifications.show(reifier), Reifications.show(choice.value())),
              "Say with which probability the choice falls on it."));
      return Optional.empty();
    }
    Remark first = stated.get(0);
    Triple statement = reifications.reified(first, diagnostics);
    boolean oneValue = single(stated);
    boolean oneChoice = single(choices);
    Optional<Probability> probability = probability(first, statement);
    boolean choosable = choices.stream().allMatch(this::isNameable);
    if (statement == null || !oneValue || !oneChoice || !choosable) {
      return Optional.empty();
    }
    return probability.map(
        p ->
            new UncertainFact(
                statement,
                p,
                choices.stream().findFirst().map(Remark::value),
                Optional.of(reifier),
                first.source(),
                first.place()));
  }

  private boolean single(List<Remark> remarks) {
    if (remarks.size() < 2) {
      return true;
    }
    Remark second = remarks.get(1);
    diagnostics.add(
        new Diagnostic(
            "ambiguous-value",
            second.place(),
            "%s of one reifier (%s) has %d values: %s."
                .formatted(
                    Reifications.show(second.triple().getPredicate()),
                    Reifications.show(second.triple().getSubject()),
                    remarks.size(),
                    String.join(
                        " and ", remarks.stream().map(r -> Reifications.show(r.value())).toList())),
            "Independent sources of a statement have a reifier each."));
    return false;
  }

  private Optional<Probability> probability(Remark remark, @Nullable Triple statement) {
    Node value = remark.value();
    String of = statement == null ? "" : " of (" + Reifications.show(statement) + ")";
    if (!value.isLiteral()
        || !value.getLiteral().isWellFormed()
        || !(value.getLiteralValue() instanceof Number number)) {
      diagnostics.add(
          new Diagnostic(
              "not-a-number",
              remark.place(),
              "The probability (%s)%s is not a number.".formatted(Reifications.show(value), of),
              "Write a number from 0 to 1: 0.8"));
      return Optional.empty();
    }
    double p = number.doubleValue();
    if (!(p >= 0 && p <= 1)) {
      diagnostics.add(
          new Diagnostic(
              "probability-out-of-range",
              remark.place(),
              "The probability (%s)%s is not in [0, 1]."
                  .formatted(value.getLiteralLexicalForm(), of),
              p > 1 && p <= 100
                  ? "Maybe it is a percentage: divide it by 100."
                  : "Write a number from 0 to 1."));
      return Optional.empty();
    }
    // -0.0 would print as such.
    return Optional.of(new Probability(p == 0 ? 0.0 : p));
  }

  private boolean isNameable(Remark choice) {
    if (choice.value().isURI() || choice.value().isBlank()) {
      return true;
    }
    diagnostics.add(
        new Diagnostic(
            "choice-not-a-node",
            choice.place(),
            "The rat:choice (%s) is neither an IRI nor a blank node."
                .formatted(Reifications.show(choice.value())),
            "Name the choice by an IRI."));
    return false;
  }

  private void checkChoices(List<UncertainFact> sources) {
    Map<Node, List<UncertainFact>> choices = new LinkedHashMap<>();
    for (UncertainFact s : sources) {
      s.choice().ifPresent(c -> choices.computeIfAbsent(c, n -> new ArrayList<>()).add(s));
    }
    choices.forEach(
        (choice, alternatives) -> {
          double sum = alternatives.stream().mapToDouble(a -> a.probability().value()).sum();
          if (sum > 1 + SLACK) {
            Map<Triple, Integer> counts = new HashMap<>();
            alternatives.forEach(a -> counts.merge(a.statement(), 1, Integer::sum));
            diagnostics.add(
                new Diagnostic(
                    "choice-above-one",
                    alternatives.get(alternatives.size() - 1).place(),
                    "The %d alternatives of the choice (%s) add up to %s, which is above 1: %s."
                        .formatted(
                            alternatives.size(),
                            Reifications.show(choice),
                            Math.round(sum * 1e9) / 1e9,
                            String.join(
                                ", ",
                                alternatives.stream()
                                    .map(
                                        a ->
                                            "%s (%s)".formatted(a.probability().value(), a.place()))
                                    .toList())),
                    counts.values().stream().anyMatch(n -> n > 1)
                        ? "A statement occurs more than once among them."
                        : "Alternatives exclude each other; what is independent has no"
                            + " rat:choice."));
          }
        });
  }
}
