package org.rationale.kg;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.rationale.kg.AnnotatedFact.Property;
import org.rationale.kg.AnnotatedFact.Reifier;

/**
 * Facts as RDF with annotations, sorted by subject, predicate and object as N-Triples writes them.
 * What is written to files and what is queried both come from here.
 *
 * <p>Each fact has at most one {@code rat:probability}, so that a query for it has one row a fact.
 * It is the fact's probability, all considered; where a source's own differs, that is the source's
 * {@code rat:prior}.
 *
 * @param facts sorted
 * @param premises reifiers of premises that are no facts here
 * @param labels of the reifiers, which are blank nodes
 */
record FactAnnotations(
    List<AnnotatedFact> facts, List<AnnotatedFact> premises, Map<Node, String> labels) {

  static final String SH = "http://www.w3.org/ns/shacl#";
  static final String PROV = "http://www.w3.org/ns/prov#";
  static final Node SOURCE_RULE = NodeFactory.createURI(SH + "sourceRule");
  static final Node WAS_DERIVED_FROM = NodeFactory.createURI(PROV + "wasDerivedFrom");

  /** A scheme and then no character that an IRI excludes. */
  private static final Pattern IRI =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[^\\x00-\\x20<>\"{}|\\\\^`]+");

  /** Decimals below this would be long rows of zeros. */
  private static final double LEAST_DECIMAL = 1e-9;

  static FactAnnotations of(List<Fact> facts, Function<Triple, Valuation> probability) {
    return new Annotator(statement -> Known.of(probability.apply(statement))).annotate(facts);
  }

  /** The same without computed probabilities. */
  static FactAnnotations withoutProbabilities(List<Fact> facts, Predicate<Triple> certain) {
    return new Annotator(statement -> new Known(certain.test(statement), Optional.empty()))
        .annotate(facts);
  }

  /** What is known of a statement's probability. */
  private record Known(boolean certain, Optional<Valuation> valuation) {

    static Known of(Valuation valuation) {
      return new Known(valuation.probability().isCertain(), Optional.of(valuation));
    }
  }

  /** The order of terms as N-Triples writes them. */
  static Comparator<Triple> order() {
    return Comparator.<Triple, String>comparing(t -> NodeFmtLib.strNT(t.getSubject()))
        .thenComparing(t -> NodeFmtLib.strNT(t.getPredicate()))
        .thenComparing(t -> NodeFmtLib.strNT(t.getObject()));
  }

  private static final class Annotator {
    private final Function<Triple, Known> probability;
    private final Map<Triple, Node> reifiers = new LinkedHashMap<>();
    private final Map<Node, String> labels = new LinkedHashMap<>();

    Annotator(Function<Triple, Known> probability) {
      this.probability = probability;
    }

    FactAnnotations annotate(List<Fact> facts) {
      List<Fact> sorted = sorted(facts);
      Set<Triple> known = new HashSet<>();
      sorted.forEach(f -> known.add(f.statement()));
      Set<Triple> premises = premises(sorted);
      int number = 0;
      for (Fact fact : sorted) {
        if (!isPlain(fact) || premises.contains(fact.statement())) {
          reifiers.put(fact.statement(), reifier("r" + ++number));
        }
      }
      List<Triple> unlisted =
          premises.stream().filter(p -> !known.contains(p)).sorted(order()).toList();
      List<AnnotatedFact> bare = new ArrayList<>();
      for (Triple premise : unlisted) {
        Node node = reifier("p" + (bare.size() + 1));
        reifiers.put(premise, node);
        Reifier reifier =
            new Reifier(node, Rat.DERIVED, List.of(new Property(Rat.ORIGIN, Rat.PREMISE)));
        bare.add(new AnnotatedFact(premise, false, List.of(reifier), List.of()));
      }
      List<AnnotatedFact> annotated = sorted.stream().map(this::annotated).toList();
      return new FactAnnotations(annotated, bare, labels);
    }

    /** Facts in order; those of one statement become one. */
    private static List<Fact> sorted(List<Fact> facts) {
      record Key(String s, String p, String o) {}

      TreeMap<Key, Fact> sorted =
          new TreeMap<>(Comparator.comparing(Key::s).thenComparing(Key::p).thenComparing(Key::o));
      for (Fact fact : facts) {
        Triple t = fact.statement();
        Key key =
            new Key(
                NodeFmtLib.strNT(t.getSubject()),
                NodeFmtLib.strNT(t.getPredicate()),
                NodeFmtLib.strNT(t.getObject()));
        sorted.merge(key, fact, Annotator::joined);
      }
      return List.copyOf(sorted.values());
    }

    private static Fact joined(Fact a, Fact b) {
      LinkedHashSet<Origin> origins = new LinkedHashSet<>(a.origins());
      origins.addAll(b.origins());
      return new Fact(a.statement(), List.copyOf(origins));
    }

    private static Set<Triple> premises(List<Fact> facts) {
      Set<Triple> premises = new LinkedHashSet<>();
      for (Fact fact : facts) {
        for (Origin origin : fact.origins()) {
          if (origin instanceof Origin.Derived derived) {
            derived.derivations().forEach(d -> premises.addAll(d.premises()));
          }
        }
      }
      return premises;
    }

    /** Whether the fact is just asserted, so that the statement itself says all. */
    private static boolean isPlain(Fact fact) {
      return fact.origins().stream()
          .allMatch(
              o ->
                  o instanceof Origin.Asserted a
                      && a.probability().isCertain()
                      && a.choice().isEmpty());
    }

    private Node reifier(String label) {
      Node node = NodeFactory.createBlankNode("rationale-reifier-" + label);
      labels.put(node, label);
      return node;
    }

    private AnnotatedFact annotated(Fact fact) {
      Set<Node> graphs = new LinkedHashSet<>();
      fact.origins().forEach(o -> graphs.add(graphOf(o)));
      Node main = reifiers.get(fact.statement());
      if (isPlain(fact)) {
        List<Reifier> bare = main == null ? List.of() : List.of(sources(fact, main));
        return new AnnotatedFact(fact.statement(), true, bare, List.copyOf(graphs));
      }
      Node node = Objects.requireNonNull(main);
      Known known = probability.apply(fact.statement());
      return new AnnotatedFact(
          fact.statement(),
          known.certain(),
          reifiers(fact, node, known.valuation()),
          List.copyOf(graphs));
    }

    private static Reifier sources(Fact fact, Node main) {
      List<Property> properties = new ArrayList<>();
      properties.add(new Property(Rat.ORIGIN, Rat.ASSERTED));
      for (Origin origin : fact.origins()) {
        if (origin instanceof Origin.Asserted a) {
          properties.add(new Property(Rat.SOURCE, text(a.source())));
        }
      }
      return new Reifier(main, Rat.ASSERTED, properties.stream().distinct().toList());
    }

    private List<Reifier> reifiers(Fact fact, Node main, Optional<Valuation> all) {
      List<Reifier> result = new ArrayList<>();
      boolean single = fact.origins().size() == 1;
      for (Origin origin : fact.origins()) {
        switch (origin) {
          case Origin.Asserted a -> {
            List<Property> of = source(a.probability(), a.choice(), result, single, all);
            of.add(new Property(Rat.ORIGIN, Rat.ASSERTED));
            of.add(new Property(Rat.SOURCE, text(a.source())));
            result.add(new Reifier(node(main, result), Rat.ASSERTED, of));
          }
          case Origin.Perceived(Percept p) -> {
            List<Property> of = source(p.probability(), p.choice(), result, single, all);
            of.add(new Property(Rat.ORIGIN, Rat.PERCEIVED));
            addPercept(p, of);
            result.add(new Reifier(node(main, result), Rat.PERCEIVED, of));
          }
          case Origin.Derived(List<Derivation> derivations) -> {
            for (Derivation derivation : derivations) {
              List<Property> of = result.isEmpty() ? computed(all) : new ArrayList<>();
              of.add(new Property(Rat.ORIGIN, Rat.DERIVED));
              addDerivation(derivation, of);
              result.add(new Reifier(node(main, result), Rat.DERIVED, of));
            }
            if (result.isEmpty()) {
              List<Property> of = computed(all);
              of.add(new Property(Rat.ORIGIN, Rat.DERIVED));
              result.add(new Reifier(main, Rat.DERIVED, of));
            }
          }
        }
      }
      return result;
    }

    private Node node(Node main, List<Reifier> before) {
      return before.isEmpty() ? main : reifier(labels.get(main) + "-" + (before.size() + 1));
    }

    private static List<Property> source(
        Probability own,
        Optional<Node> choice,
        List<Reifier> before,
        boolean single,
        Optional<Valuation> all) {
      List<Property> properties = before.isEmpty() ? computed(all) : new ArrayList<>();
      if (!single || all.filter(known -> own.equals(known.probability())).isEmpty()) {
        properties.add(new Property(Rat.PRIOR, number(own)));
      }
      choice.ifPresent(c -> properties.add(new Property(Rat.CHOICE, c)));
      return properties;
    }

    private static List<Property> computed(Optional<Valuation> valuation) {
      List<Property> properties = new ArrayList<>();
      if (valuation.isEmpty()) {
        return properties;
      }
      Valuation all = valuation.get();
      properties.add(new Property(Rat.PROBABILITY, number(all.probability())));
      switch (all.guarantee()) {
        case Guarantee.Exact exact -> {}
        case Guarantee.Bounded(Probability lower, Probability upper) ->
            addBounds(properties, "bounded", lower, upper);
        case Guarantee.Estimated(int samples, Probability lower, Probability upper) ->
            addBounds(properties, "estimated", lower, upper);
      }
      return properties;
    }

    private static void addBounds(
        List<Property> properties, String guarantee, Probability lower, Probability upper) {
      properties.add(new Property(Rat.GUARANTEE, text(guarantee)));
      properties.add(new Property(Rat.LOWER, number(lower)));
      properties.add(new Property(Rat.UPPER, number(upper)));
    }

    private static void addPercept(Percept p, List<Property> properties) {
      properties.add(new Property(Rat.PERCEPT, text(p.id())));
      properties.add(new Property(Rat.PERCEPTOR, text(p.perceptor())));
      properties.add(new Property(Rat.SCORE, score(p.score())));
      properties.add(new Property(Rat.MODEL, text(p.model().name())));
      properties.add(new Property(Rat.MODEL_SHA256, text(p.model().sha256())));
      p.model().execution().ifPresent(execution -> addExecution(execution, properties));
      properties.add(new Property(Rat.INPUT, text(p.input())));
      properties.add(new Property(Rat.INPUT_SHA256, text(p.inputSha256())));
      switch (p.region()) {
        case Region.TextSpan(int start, int end, String quote) -> {
          properties.add(new Property(Rat.START, integer(start)));
          properties.add(new Property(Rat.END, integer(end)));
          properties.add(new Property(Rat.QUOTE, text(quote)));
        }
        case Region.Columns(List<String> names) ->
            names.stream()
                .distinct()
                .forEach(name -> properties.add(new Property(Rat.COLUMN, text(name))));
        case Region.Box(int x, int y, int width, int height) ->
            properties.add(new Property(Rat.BOX, text(x + "," + y + "," + width + "," + height)));
        case Region.Window(double start, double end, String unit) -> {
          properties.add(new Property(Rat.START, score(start)));
          properties.add(new Property(Rat.END, score(end)));
          if (!unit.isEmpty()) {
            properties.add(new Property(Rat.UNIT, text(unit)));
          }
        }
      }
      if (!p.note().isEmpty()) {
        properties.add(new Property(Rat.NOTE, text(p.note())));
      }
      p.doubt().ifPresent(doubt -> addDoubt(doubt, properties));
    }

    private static void addDoubt(Doubt doubt, List<Property> properties) {
      doubt
          .plausible()
          .ifPresent(
              set -> {
                set.classes()
                    .forEach(label -> properties.add(new Property(Rat.PLAUSIBLE, text(label))));
                properties.add(new Property(Rat.COVERAGE, score(set.coverage())));
              });
      doubt
          .widening()
          .ifPresent(
              widening -> {
                properties.add(new Property(Rat.OUTSIDE_SCORE, score(widening.score())));
                properties.add(new Property(Rat.OUTSIDE_LIMIT, score(widening.limit())));
                properties.add(new Property(Rat.OUTSIDE_WEIGHT, score(widening.weight())));
                properties.add(new Property(Rat.CALIBRATED, number(widening.calibrated())));
              });
    }

    private static void addExecution(ModelIdentity.Execution execution, List<Property> properties) {
      properties.add(new Property(Rat.MODEL_OPERATORS, text(execution.operators())));
      properties.add(new Property(Rat.RUNTIME, text(execution.runtime())));
      properties.add(new Property(Rat.PROVIDER, text(execution.provider())));
      properties.add(new Property(Rat.PREPARATION, text(execution.preparation())));
    }

    private void addDerivation(Derivation derivation, List<Property> properties) {
      properties.add(new Property(SOURCE_RULE, rule(derivation.rule())));
      if (!derivation.probability().isCertain()) {
        properties.add(new Property(Rat.FIRES, number(derivation.probability())));
      }
      for (Triple premise : new LinkedHashSet<>(derivation.premises())) {
        Node reifier = reifiers.get(premise);
        if (reifier == null) {
          throw new IllegalStateException("The premise (%s) has no reifier.".formatted(premise));
        }
        properties.add(new Property(WAS_DERIVED_FROM, reifier));
      }
      derivation.absences().stream()
          .map(Derivation.Absence::pattern)
          .distinct()
          .forEach(pattern -> properties.add(new Property(Rat.ABSENT, text(pattern))));
    }

    private static Node graphOf(Origin origin) {
      return switch (origin) {
        case Origin.Asserted a -> Rat.ASSERTED;
        case Origin.Perceived p -> Rat.PERCEIVED;
        case Origin.Derived d -> Rat.DERIVED;
      };
    }

    private static Node rule(String id) {
      return IRI.matcher(id).matches() ? NodeFactory.createURI(id) : text(id);
    }

    private static Node text(String text) {
      return NodeFactory.createLiteralString(text);
    }

    private static Node integer(int value) {
      return NodeFactory.createLiteralDT(Integer.toString(value), XSDDatatype.XSDinteger);
    }

    /** The shortest numeral that is read back as the same double. */
    private static Node number(Probability p) {
      return p.value() == 0 || p.value() >= LEAST_DECIMAL
          ? NodeFactory.createLiteralDT(
              BigDecimal.valueOf(p.value()).toPlainString(), XSDDatatype.XSDdecimal)
          : NodeFactory.createLiteralDT(Double.toString(p.value()), XSDDatatype.XSDdouble);
    }

    private static Node score(double score) {
      String lexical =
          Double.isInfinite(score) ? (score > 0 ? "INF" : "-INF") : Double.toString(score);
      return NodeFactory.createLiteralDT(lexical, XSDDatatype.XSDdouble);
    }
  }
}
